import { type Problem, pathOf } from '../problem.ts';
import { exactText } from '../tell/tell-outcome.ts';
import { type RuleLanguage, Speaker } from '../words/speaker.ts';
import { fill } from '../words/texts.ts';
import type { Figure, Finding } from './findings.ts';

import type { PolicyTexts } from './texts.ts';

/** How findings are said in one language. */
export interface PolicyLanguage extends RuleLanguage {
  readonly policy: PolicyTexts;
}

function figureText(speaker: Speaker, figure: Figure): string {
  switch (figure.as) {
    case 'money':
      return speaker.money(figure.value);
    case 'share':
      return speaker.share(figure.value);
    case 'count':
      return speaker.number(figure.value);
    case 'value':
      return speaker.value(figure.value, figure.measure);
    case 'name':
      return speaker.name(figure.of, figure.code);
    case 'text':
      return figure.text;
  }
}

/** A finding as a sentence. */
export function findingInWords({ sentence, figures }: Finding, language: PolicyLanguage): string {
  const speaker = new Speaker(language);
  const gaps = Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, figureText(speaker, figure)]));
  const said = { ...gaps, unit: speaker.unit };
  const change = (['rate', 'perUnit', 'lump'] as const)
    .filter((name) => figures[name] !== undefined)
    .map((name) => fill(language.policy[`change.${name}`], said));
  const texts: Readonly<Record<string, string>> = language.policy;
  return fill(texts[sentence] ?? '', { ...said, change: speaker.list(change) });
}

/** Messages of the schema that have a sentence of their own. */
const MESSAGES: Readonly<Record<string, keyof PolicyTexts>> = {
  'Write an exact decimal number': 'problem.decimal',
  'Must not be negative': 'problem.not_negative',
  'Must be greater than zero': 'problem.positive',
  'Must lie between 0 and 1000000': 'problem.share',
};

/** A problem as a sentence of the language; the message itself where it has none. */
export function problemInWords(
  { code, path, message }: Readonly<Record<'code' | 'path' | 'message', string>>,
  { policy }: Pick<PolicyLanguage, 'policy'>,
): string {
  const own = Object.entries(MESSAGES).find(([start]) => message.startsWith(start))?.[1];
  if (own !== undefined) return policy[own];
  const texts: Readonly<Record<string, string>> = policy;
  const field = /([A-Za-z_]\w*)[^A-Za-z_]*$/.exec(path)?.[1] ?? '';
  return texts[`problem.${code}.${field}`] ?? texts[`problem.${code}`] ?? message;
}

/** A problem that keeps agreements from being calculated, published as a finding. */
export const tellProblem = (problem: Problem, zh: PolicyLanguage) => ({
  code: problem.code,
  severity: 'error' as const,
  path: problem.path,
  numbers: {},
  zh: problemInWords(problem, zh),
  en: problem.message,
});

/** A number or name of a finding as it stands in JSON: exact, without unit; shares as parts per million. */
function figureValue(figure: Figure): string {
  switch (figure.as) {
    case 'share':
      return exactText({ n: figure.value.n * 1_000_000n, d: figure.value.d });
    case 'name':
      return figure.code;
    case 'text':
      return figure.text;
    default:
      return exactText(figure.value);
  }
}

/** A finding as it is published: code, place, numbers, and a sentence in each language. */
export const tellFinding = (finding: Finding, zh: PolicyLanguage, en: PolicyLanguage) => ({
  code: finding.code,
  severity: finding.severity,
  path: pathOf(finding.path),
  numbers: Object.fromEntries(
    Object.entries(finding.figures).map(([name, figure]) => [
      figure.as === 'share' ? `${name}Ppm` : name,
      figureValue(figure),
    ]),
  ),
  zh: findingInWords(finding, zh),
  en: findingInWords(finding, en),
});
