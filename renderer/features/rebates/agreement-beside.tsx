import { useTranslation } from 'react-i18next';
import { findingInWords, type PolicyLanguage, problemInWords } from '../../../db/domain/rebates/policy/tell-lint.ts';
import type { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { workedExamples } from '../../../db/domain/rebates/words/examples.ts';
import { termsInWords } from '../../../db/domain/rebates/words/in-words.ts';
import type { Checked } from './agreement-draft.ts';
import { TierChart } from './tier-chart.tsx';

const SIGNS = { error: '✕', warning: '!', notice: 'i' } as const;

/** What the draft says: checks, the rule in a dealer's words, examples by the engine, the curve. */
export function AgreementBeside({
  checked,
  language,
}: {
  readonly checked: Checked;
  readonly language: PolicyLanguage;
}) {
  const { t } = useTranslation('agreements');
  const { terms, problems, findings } = checked;
  return (
    <>
      <section aria-live="polite">
        <h3>{t('editor.findings')}</h3>
        {problems.length + findings.length === 0 && <p className="standing-next">✓ {t('editor.clean')}</p>}
        <ul className="policy-findings">
          {problems.map((problem) => (
            <li key={`${problem.path} ${problem.code}`} data-severity="error">
              <span aria-hidden="true">{SIGNS.error}</span>
              <span>
                <strong>{t('editor.severity.error')}</strong> {problemInWords(problem, language)}{' '}
                <span className="quiet">{problem.path}</span>
              </span>
            </li>
          ))}
          {findings.map((finding) => (
            <li key={`${finding.path.join('.')} ${finding.sentence}`} data-severity={finding.severity}>
              <span aria-hidden="true">{SIGNS[finding.severity]}</span>
              <span>
                <strong>{t(`editor.severity.${finding.severity}`)}</strong> {findingInWords(finding, language)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {terms !== null && <InWords terms={terms} language={language} isSound={problems.length === 0} />}
    </>
  );
}

function InWords({
  terms,
  language,
  isSound,
}: {
  readonly terms: AgreementTerms;
  readonly language: PolicyLanguage;
  readonly isSound: boolean;
}) {
  const { t } = useTranslation('agreements');
  const examples = isSound ? workedExamples(terms, language) : [];
  return (
    <>
      <section>
        <h3>{t('editor.words')}</h3>
        <ul className="policy-words">
          {termsInWords(terms, language).map(({ topic, text }) => (
            <li key={`${topic} ${text}`} data-topic={topic}>
              {text}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('editor.examples')}</h3>
        {examples.length === 0 ? (
          <p className="quiet">{t('editor.noExamples')}</p>
        ) : (
          <table className="policy-table">
            <tbody>
              {examples.map(({ given, result }) => (
                <tr key={given}>
                  <th scope="row">{given}</th>
                  <td>{result}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {isSound && (
        <section>
          <h3>{t('editor.chart')}</h3>
          <TierChart terms={terms} language={language} />
        </section>
      )}
    </>
  );
}
