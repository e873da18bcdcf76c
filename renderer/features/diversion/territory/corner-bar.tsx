import { useTranslation } from 'react-i18next';
import { polygonFault } from '../../../../db/domain/geo/polygon-fault.ts';
import { kindsOf, newOf } from './new-findings.ts';
import type { CornerEditing } from './use-corners.ts';
import type { useCheck } from './use-territory.ts';

/** Above the map while corners are moved: how, and what the check says about where they are. */
export function CornerBar({
  editing,
  check,
}: {
  readonly editing: CornerEditing & { readonly polygon: number };
  readonly check: ReturnType<typeof useCheck>;
}) {
  const { t } = useTranslation('territory');
  const { told, isWrong } = useTold(editing, check);
  return (
    <div className="corner-bar map-cover">
      <div className="row">
        <strong>{t('corners.title', { n: editing.polygon + 1 })}</strong>
        <span role="status" className={isWrong ? 'wrong' : 'quiet'} data-corner-check={isWrong ? 'wrong' : 'fine'}>
          {told}
        </span>
        <button type="button" className="button spread" onClick={() => editing.edit(null)}>
          {t('polygons.done')}
        </button>
      </div>
      <span id="corner-how" className="quiet">
        {t('corners.how')}
      </span>
    </div>
  );
}

/** Its own crossing is told while the corner moves; what it means for others once it is let go and checked. */
function useTold(
  { polygons, polygon, isMoving }: CornerEditing & { readonly polygon: number },
  { data, isNews }: ReturnType<typeof useCheck>,
): { readonly told: string; readonly isWrong: boolean } {
  const { t } = useTranslation('territory');
  const own = polygonFault(polygons[polygon] ?? []);
  if (own !== null) return { told: `⚠ ${t(`file.faults.${own.kind}`)}`, isWrong: true };
  if (isMoving) return { told: t('corners.letGo'), isWrong: false };
  if (!isNews || data === undefined) return { told: t('checking'), isWrong: false };
  const [drawn] = data.drawn;
  if (drawn !== undefined) {
    return { told: `⚠ ${t('faults.drawn', { n: drawn.polygon + 1, fault: t(`file.faults.${drawn.kind}`) })}`, isWrong: true }; // biome-ignore format: one text
  }
  const added = kindsOf(data.findings).flatMap(([kind, list]) =>
    newOf(list).n > 0 ? [[kind, newOf(list)] as const] : [],
  );
  if (added.length === 0) return { told: `✓ ${t('corners.nothingNew')}`, isWrong: false };
  const list = added.map(([kind, { told }]) => t('corners.found', { what: t(`findings.${kind}`), n: told }));
  return { told: `⚠ ${list.join(t('corners.and'))}`, isWrong: true };
}
