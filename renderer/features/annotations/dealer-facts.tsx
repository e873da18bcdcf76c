import { useTranslation } from 'react-i18next';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count, moment } from '../../components/format/format.ts';

/** Who a dealer is: master data as synced. */
export function DealerFacts({ dealerId }: { readonly dealerId: string }) {
  const { t } = useTranslation('frame');
  const { data, error } = useAsk('directory.getDealer', (client) => client.directory.getDealer, { dealerId });
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('loading')}</p>;
  const none = t('notes.none');
  return (
    <section>
      <dl className="facts">
        <dt>{t('notes.code')}</dt>
        <dd>{data.code}</dd>
        <dt>{t('notes.class')}</dt>
        <dd>{data.class}</dd>
        <dt>{t('notes.place')}</dt>
        <dd>{data.placeName ?? none}</dd>
        <dt>{t('notes.owner')}</dt>
        <dd>{data.owner ?? none}</dd>
        <dt>{t('notes.opened')}</dt>
        <dd>
          {data.openedOn}
          {data.closedOn !== null && ` · ${t('notes.closed', { on: data.closedOn })}`}
        </dd>
        <dt>{t('notes.terminals')}</dt>
        <dd>{count(data.terminals)}</dd>
        <dt>{t('notes.regions')}</dt>
        <dd>
          <ul className="plain">
            {data.regions.rows.map(({ regionId, name, from, to }) => (
              <li key={`${regionId}/${from}`}>
                {name}{' '}
                <span className="quiet">
                  {to === null ? t('notes.since', { from }) : t('notes.fromTo', { from, to })}
                </span>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      <p className="quiet">{t('app:asOf', { at: moment(data.asOf.syncedAt, new Date()) })}</p>
    </section>
  );
}
