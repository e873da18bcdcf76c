import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../db/contract/diversion-cases.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useNow } from '../../client/now.ts';
import { ageText } from '../../components/format/age.ts';
import { count } from '../../components/format/format.ts';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { AlertReasons } from './alert-sheet.tsx';
import { CaseCustody } from './case-custody.tsx';
import { CaseDeduction } from './case-deduction.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseSteps } from './case-steps.tsx';
import { CaseStateText } from './cases-list.tsx';
import { PackButton } from './pack-button.tsx';
import { useCase } from './use-cases.ts';

/** The file of a case: what is alleged, what speaks for and against it, who said what, and what may be done next. */
export function CaseSheet({ caseId, onClose }: { readonly caseId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('cases');
  const { data, error } = useCase(caseId);
  const title =
    data === undefined ? t('cases.table') : t('case.title', { dealer: data.row.dealerName, place: data.row.cityName });
  return (
    <Sheet
      place="broad"
      title={title}
      closeText={t('frame:close')}
      onClose={onClose}
      {...(data === undefined ? {} : { footer: <CaseSteps key={data.row.state} detail={data} /> })}
    >
      {error !== null && (
        <p className="wrong" role="alert">
          {errorSentence(error, t)}
        </p>
      )}
      {data === undefined && error === null && <p className="quiet">{t('frame:loading')}</p>}
      {data !== undefined && <CaseFile detail={data} />}
    </Sheet>
  );
}

function CaseFile({ detail }: { readonly detail: CaseDetail }) {
  const { t, i18n } = useTranslation('cases');
  const now = useNow();
  const { row, claim, alert } = detail;
  return (
    <>
      <p>
        {t(`cases.kinds.${row.kind}`)} · <CaseStateText row={row} />
        {row.decision !== null && (
          <>
            {' '}
            · <strong>{t(`cases.decisions.${row.decision}`)}</strong>
            {row.reasonCode !== null && `（${t(`cases.reasons.${row.reasonCode}`)}）`}
          </>
        )}
        <br />
        <span className="quiet">
          {t('case.opened', { name: row.openedByName, at: ageText(row.openedAt, now, i18n.language) })}
          {row.appealDeadline !== null &&
            ` · ${
              row.appealDaysLeft === null
                ? t('case.deadlineOver', { day: row.appealDeadline })
                : t('case.deadline', { day: row.appealDeadline, n: row.appealDaysLeft })
            }`}
          {row.observedUntil !== null && ` · ${t('case.observedUntil', { day: row.observedUntil })}`}
        </span>
      </p>
      {row.delivery === 'synced' && <PackButton caseId={row.id} />}
      <section>
        <h3>{t('case.claim')}</h3>
        <p>{claim}</p>
      </section>
      <CaseHistory detail={detail} />
      <Evidence detail={detail} />
      {row.delivery === 'synced' && <CaseDeduction caseId={row.id} />}
      <Precedents detail={detail} />
      {alert !== null && <AlertReasons alert={{ ...alert, productLineName: row.productLineName }} />}
      <CaseCustody detail={detail} />
    </>
  );
}

function Evidence({ detail: { evidence } }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  return (
    <section>
      <h3>{t('case.evidence')}</h3>
      {evidence.length === 0 && <p className="quiet">{t('case.noEvidence')}</p>}
      <ul className="plain">
        {evidence.map(({ id, fileName, size, sha256, addedByName, addedAt }) => (
          <li key={id} title={sha256}>
            {t('case.file', { name: fileName, kb: count(Math.ceil(size / 1024)), hash: sha256.slice(0, 12) })}{' '}
            <span className="quiet">
              {addedByName} · {addedAt.slice(0, 10)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Precedents({ detail: { precedents } }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  return (
    <section>
      <h3>{t('case.precedents')}</h3>
      {precedents.rows.length === 0 && <p className="quiet">{t('case.noPrecedents')}</p>}
      <ul className="plain">
        {precedents.rows.map((one) => (
          <li key={one.id}>
            <span className="badge">{t(`case.likeness.${one.likeness}`)}</span>{' '}
            {t('case.precedent', {
              dealer: one.dealerName,
              place: one.cityName,
              codes: count(one.codes),
              decision: t(`cases.decisions.${one.decision}`),
              reason: t(`cases.reasons.${one.reasonCode}`),
              day: one.decidedAt.slice(0, 10),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
