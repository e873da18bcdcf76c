import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, CaseEventRow } from '../../../db/contract/diversion-cases.ts';
import { reasonText } from '../../client/reason-text.ts';
import { count, stamp } from '../../components/format/format.ts';

/** Who said and decided what, oldest first, and whether the chain of hashes holds; then what is on its way. */
export function CaseHistory({ detail: { events, brokenAt, pending } }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  return (
    <section>
      <h3>{t('case.history')}</h3>
      {events.length > 0 && (
        <p className={brokenAt === null ? 'delivery settled' : 'wrong'} role={brokenAt === null ? undefined : 'alert'}>
          <span aria-hidden="true">{brokenAt === null ? '✓' : '✗'}</span>{' '}
          {brokenAt === null
            ? t('case.chainWhole', { n: count(events.length) })
            : t('case.chainBroken', { n: brokenAt })}
        </p>
      )}
      <ol className="case-history">
        {events.map((event) => (
          <li key={event.id} data-event={event.kind}>
            <div className="row">
              <strong>{t(`case.actions.${event.kind}`)}</strong>
              <span>{event.personName}</span>
              <span className="quiet">{stamp(event.at)}</span>
              <code className="quiet spread" title={event.hash}>
                {event.isWhole ? '✓' : '✗'} {event.hash.slice(0, 8)}
              </code>
            </div>
            {detailText(event, t) !== null && <p>{detailText(event, t)}</p>}
            {event.text !== null && <p>{event.text}</p>}
          </li>
        ))}
      </ol>
      {pending.length > 0 && (
        <>
          <h3>{t('case.pending')}</h3>
          <ul className="plain">
            {pending.map(({ commandId, kind, status, reasonCode }) => (
              <li key={commandId} className={`delivery ${status === 'waiting' ? 'waiting' : 'breach'}`}>
                <span aria-hidden="true">{status === 'waiting' ? '◔' : '✕'}</span>{' '}
                {t(`case.actions.${kind.replace('case.', '')}`)}
                {status !== 'waiting' && `: ${reasonText(reasonCode, t)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function detailText({ kind, detail }: CaseEventRow, t: TFunction<'cases'>): string | null {
  if (detail === null) return null;
  switch (kind) {
    case 'explain':
      return t(`case.stances.${detail}`, { defaultValue: detail });
    case 'merge':
      return t('case.eventDetail.merge', { detail });
    case 'decide': {
      const [decision, reason] = detail.split('/');
      return `${t(`cases.decisions.${decision}`, { defaultValue: decision })} · ${t(`cases.reasons.${reason}`, { defaultValue: reason })}`;
    }
    default:
      return detail;
  }
}
