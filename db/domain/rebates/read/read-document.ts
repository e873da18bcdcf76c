import type { z } from 'zod';
import { type Problem, pathOf, RebateProblems } from '../problem.ts';
import { AgreementTerms } from '../schema/agreement.ts';
import { CalculationDocument } from '../schema/document.ts';
import { AgreementRelations } from '../schema/relations.ts';
import { placesOf } from '../straight/accounts.ts';
import { checkAgreements, hasPeriod, isNamed, periodKeys } from './check-agreements.ts';
import { checkLines } from './check-lines.ts';
import { checkStacking } from './check-stacking.ts';
import { checkTerms } from './check-terms.ts';
import { openReport, type Report } from './report.ts';

/** Problems of a value that does not have the shape of its schema. */
export function shapeProblems(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        code: 'schema',
        path: pathOf([...issue.path, key]),
        message: 'There is no such field; `rebates schema` lists them',
      }));
    }
    const known = issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator !== undefined;
    const message = known ? 'Not one of the kinds; `rebates schema` lists them' : issue.message;
    return [{ code: 'schema', path: pathOf(issue.path), message }];
  });
}

/** A value of the shape of a schema. @throws RebateProblems with every place that is not */
export function readShape<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new RebateProblems(shapeProblems(parsed.error));
  return parsed.data;
}

/**
 * A calculation document out of parsed JSON: its shape, then everything that must hold between its parts.
 * @throws RebateProblems with all problems of the first kind that has any; nothing of it was calculated
 */
export function readDocument(value: unknown): CalculationDocument {
  const document = readShape(CalculationDocument, value);
  const { report, problems } = openReport();
  checkAgreements(document, report);
  checkReferences(document, report);
  checkRuns(document, report);
  if (problems.length > 0) throw new RebateProblems(problems);
  checkLines(document, report);
  checkStacking(document, report);
  if (problems.length > 0) throw new RebateProblems(problems);
  return document;
}

/** The terms of an agreement by themselves, as head office keeps them. @throws RebateProblems */
export function readTerms(value: unknown): AgreementTerms {
  const terms = readShape(AgreementTerms, value);
  const { report, problems } = openReport();
  checkTerms(terms, [], report);
  if (problems.length > 0) throw new RebateProblems(problems);
  return terms;
}

/** How an agreement stands to others, as head office keeps it. @throws RebateProblems */
export function readRelations(value: unknown): AgreementRelations {
  const parsed = AgreementRelations.safeParse(value);
  if (!parsed.success) throw new RebateProblems(shapeProblems(parsed.error));
  return parsed.data;
}

/** Adjustments, amounts posted before, forecasts: they must name agreements, accounts and periods that there are. */
function checkReferences(document: CalculationDocument, report: Report): void {
  const seen = new Set<string>();
  document.adjustments.forEach(({ id, kind, amount, ...place }, n) => {
    const at = ['adjustments', n];
    if (seen.has(id)) report('duplicate', [...at, 'id'], `There are two adjustments ${id}`);
    seen.add(id);
    if (kind === 'self_deduction' && String(amount).startsWith('-')) {
      report('sign', [...at, 'amount'], 'A self-deduction is written positive; it is subtracted');
    }
    checkPlace(document, place, at, report, true);
  });
  for (const [n, place] of document.posted.entries()) {
    checkPlace(document, place, ['posted', n], report, false);
    checkPart(document, place, ['posted', n, 'part'], report);
  }
  document.runs?.forEach(({ forecasts }, n) => {
    const said = new Set<string>();
    forecasts?.forEach(({ agreement, dealer, period }, m) => {
      const at = ['runs', n, 'forecasts', m];
      const versions = document.agreements.filter(({ id }) => id === agreement);
      if (versions.length === 0) {
        report('unknown_agreement', [...at, 'agreement'], `There is no agreement ${agreement}`);
      } else if (period !== undefined && !versions.some((version) => hasPeriod(version, period))) {
        report('unknown_period', [...at, 'period'], `The agreement has no period ${period}`);
      } else if (dealer !== undefined && !versions.some((version) => isNamed(version, dealer))) {
        report('unknown_dealer', [...at, 'dealer'], `The agreement does not concern ${dealer}`);
      }
      const key = JSON.stringify([agreement, dealer, period]);
      if (said.has(key)) report('duplicate', at, 'There is a forecast for the same dealers and periods already');
      said.add(key);
    });
  });
}

/** A part that was posted must be one that `postBy` makes; otherwise it would be taken back as a mistake. */
function checkPart(
  { agreements }: CalculationDocument,
  { agreement: id, part }: CalculationDocument['posted'][number],
  at: readonly PropertyKey[],
  report: Report,
): void {
  if (part === undefined) return;
  const versions = agreements.filter((agreement) => agreement.id === id);
  const known = versions.some(({ postBy, ...agreement }) => postBy !== undefined && hasPeriod({ ...agreement, period: postBy }, part)); // biome-ignore format: one condition
  if (versions.length > 0 && !known) {
    report('unknown_period', at, `The agreement is not posted by parts, or has no part ${part}: see its postBy`);
  }
}

function checkPlace(
  { agreements }: CalculationDocument,
  place: { readonly agreement: string; readonly dealer: string; readonly period?: string | undefined },
  at: readonly PropertyKey[],
  report: Report,
  asAccount: boolean,
): void {
  const versions = agreements.filter(({ id }) => id === place.agreement);
  if (versions.length === 0) {
    report('unknown_agreement', [...at, 'agreement'], `There is no agreement ${place.agreement}`);
    return;
  }
  const { period } = place;
  if (period === undefined) {
    if (versions.some((agreement) => periodKeys(agreement)?.size !== 1)) {
      report('unknown_period', [...at, 'period'], 'The agreement has several periods: say which');
    }
  } else if (!versions.some((agreement) => hasPeriod(agreement, period))) {
    report('unknown_period', [...at, 'period'], `The agreement has no period ${period}`);
  }
  const wrong = versions.find((agreement) =>
    placesOf(agreement, place.dealer, agreement.from).every(({ account, earns }) => !earns || account !== place.dealer),
  );
  if (asAccount && !versions.some((agreement) => isNamed(agreement, place.dealer))) {
    report('unknown_dealer', [...at, 'dealer'], `The agreement does not concern ${place.dealer}`);
  } else if (asAccount && wrong !== undefined) {
    report(
      'unknown_dealer',
      [...at, 'dealer'],
      `${place.dealer} is calculated with others: name the group or the successor`,
    );
  }
}

function checkRuns({ runs }: CalculationDocument, report: Report): void {
  runs?.forEach(({ asOf }, n) => {
    const before = runs[n - 1];
    if (before === undefined) return;
    if (before.asOf === undefined || (asOf !== undefined && asOf < before.asOf)) {
      report(
        'dates',
        ['runs', n, 'asOf'],
        'Runs go forward in time; one without asOf knows everything and is the last',
      );
    }
  });
}
