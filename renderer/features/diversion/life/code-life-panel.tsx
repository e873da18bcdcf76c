import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeLife } from '../../../../db/contract/diversion-life.ts';
import { errorSentence } from '../../../client/error-sentence.ts';
import { useSelectionStore } from '../../../client/selection.ts';
import { count, orNone, stamp } from '../../../components/format/format.ts';

interface Props {
  readonly code: string | null;
  readonly life: CodeLife | undefined;
  readonly error: unknown;
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}

/** Finds a code and tells its life: shipment, packing case, every scan in its order, numbered as on the map. */
export function CodeLifePanel({ code, life, error, onCode, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useSelectionStore((state) => state.narrow);
  const [text, setText] = useState(code ?? '');
  const find = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') onCode(text.trim());
  };
  return (
    <section className="life-panel map-cover" aria-label={t('diversion.tools.life')}>
      <form className="time-row" onSubmit={find}>
        <label>
          {t('diversion.life.code')} {/* biome-ignore lint/a11y/noAutofocus: it was just opened to type a code */}
          <input className="input" autoFocus value={text} onChange={({ target }) => setText(target.value)} />
        </label>
        <button type="submit" className="choice">
          {t('diversion.life.find')}
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t('why.close')}
          title={t('why.close')}
          onClick={onClose}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </form>
      {error !== null && (
        <p className="wrong" role="alert">
          {errorSentence(error, t)}
        </p>
      )}
      {life !== undefined && error === null && (
        <>
          <p className="life-facts">
            {t('diversion.life.goods', { sku: orNone(life.skuName) })}
            {life.caseCode !== null && (
              <>
                {' · '}
                <button type="button" className="link" onClick={() => onCode(life.caseCode as string)}>
                  {t('diversion.life.case', { code: life.caseCode })}
                </button>
              </>
            )}
          </p>
          <table className="data-table" aria-label={t('diversion.life.table')}>
            <thead>
              <tr>
                <th scope="col" className="number">
                  #
                </th>
                <th scope="col">{t('diversion.life.when')}</th>
                <th scope="col">{t('diversion.life.what')}</th>
                <th scope="col">{t('diversion.life.where')}</th>
              </tr>
            </thead>
            <tbody>
              {life.shipment !== null && (
                <tr data-step="0">
                  <td className="number">0</td>
                  <td>{life.shipment.shippedOn}</td>
                  <td>{t('diversion.life.shipped', { shipment: orNone(life.shipment.code) })}</td>
                  <td>
                    <button
                      type="button"
                      className="link"
                      onClick={() => {
                        const { dealerId, dealerName } = life.shipment as NonNullable<CodeLife['shipment']>;
                        narrow({ dealerIds: [dealerId] }, { [dealerId]: dealerName });
                      }}
                    >
                      {life.shipment.dealerName}
                    </button>
                  </td>
                </tr>
              )}
              {life.steps.rows.map(({ scan, point }, n) => (
                <tr key={scan.id} data-step={n + 1}>
                  <td className="number">{n + 1}</td>
                  <td>{stamp(scan.scannedAt)}</td>
                  <td>
                    {t(`diversion.actors.${scan.actor}`)}
                    {scan.terminalName !== null && ` · ${scan.terminalName}`}
                    {scan.code !== life.code && ` · ${scan.code}`}
                  </td>
                  <td>
                    <span className={scan.verdict === 'outside' ? 'breach' : undefined}>
                      {t(`diversion.verdicts.${scan.verdict}`)}
                    </span>
                    {scan.placeName !== null && ` · ${scan.placeName}`}
                    {point === null && scan.place !== null && ` · ${t('diversion.life.rough')}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {life.shipment === null && <p role="status">{t('diversion.life.neverShipped')}</p>}
          {life.steps.truncated && (
            <p className="quiet">
              {t('why.cut', { shown: count(life.steps.rows.length), total: count(life.steps.totalRows) })}
            </p>
          )}
        </>
      )}
    </section>
  );
}
