import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import type { FlowChange, PlaceChange } from '../../../db/contract/diversion-compare.ts';
import { count } from '../../components/format/format.ts';
import { differenceText } from './compare/change-signs.tsx';

/** What lies under the pointer. */
export interface Tip {
  /** The pointer on the map, pixels, and the map's size: the tip opens to the side that has room. */
  readonly at: { readonly x: number; readonly y: number };
  readonly room: { readonly width: number; readonly height: number };
  readonly place: string | null;
  readonly flow: Flow | null;
  /** Scans of the bins under the pointer. */
  readonly bin: { readonly inside: number; readonly outside: number };
  /** Flows that end in the place. */
  readonly into: readonly Flow[];
  /** What became of the place or of the flow, where two periods are compared. */
  readonly change: PlaceChange | FlowChange | null;
}

/** The figures under the pointer. The table says the same to those who have none. */
export function MapTip({ tip }: { readonly tip: Tip }) {
  const { t } = useTranslation();
  const { at, room, place, flow, bin, into, change } = tip;
  const across = at.x > room.width / 2 ? { right: room.width - at.x + 14 } : { left: at.x + 14 };
  const along = at.y > room.height / 2 ? { bottom: room.height - at.y + 14 } : { top: at.y + 14 };
  return (
    <div className="map-tip" aria-hidden="true" style={{ ...across, ...along }}>
      {change !== null && (
        <>
          <strong>{'dealerName' in change ? `${change.dealerName} → ${change.placeName}` : change.placeName}</strong>
          <span>
            {t('diversion.compare.said', {
              change: `${t(`diversion.compare.changes.${change.change}`)} ${differenceText(change.now, change.other, count)}`,
              now: count(change.now),
              other: count(change.other),
            })}
          </span>
        </>
      )}
      {flow !== null && (
        <>
          <strong>
            {flow.dealerName} → {flow.placeName}
          </strong>
          <span>
            {t('diversion.flow', { codes: count(flow.codes), terminals: count(flow.terminals) })}
            {flow.distanceM !== null && ` · ${t('diversion.distance', { km: Math.round(flow.distanceM / 1000) })}`}
          </span>
        </>
      )}
      {flow === null && change === null && place !== null && (
        <>
          <strong>{place}</strong>
          {into.length > 0 && (
            <span>
              {t('diversion.into', {
                scans: count(into.reduce((sum, { scans }) => sum + scans, 0)),
                dealers: count(new Set(into.map(({ dealerId }) => dealerId)).size),
              })}
            </span>
          )}
        </>
      )}
      {bin.inside + bin.outside > 0 && (
        <span>{t('diversion.bin', { inside: count(bin.inside), outside: count(bin.outside) })}</span>
      )}
    </div>
  );
}
