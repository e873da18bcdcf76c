import { isDeepStrictEqual } from 'node:util';
import { addEntry, type Balance, foldEntries, NO_BALANCE } from '../../../db/domain/ledger/balances.ts';
import { keyText } from '../../../db/domain/ledger/bodies.ts';
import { roundTo } from '../../../db/domain/money/rational.ts';
import { agree, figuresOf } from '../../../db/domain/rebates/agree.ts';
import { calculateOutcomes } from '../../../db/domain/rebates/calculate.ts';
import { documentOf } from '../../../db/domain/rebates/rows/document.ts';
import { type AgreementGroup, groupsOf, knownAgreements } from '../../../db/domain/rebates/rows/groups.ts';
import { type Due, positionsOf } from '../../../db/domain/rebates/rows/positions.ts';
import { postedRows } from '../../../db/domain/rebates/rows/posted.ts';
import type { PeriodRow, TradeRows } from '../../../db/domain/rebates/rows/source.ts';
import type { CalculationDocument } from '../../../db/domain/rebates/schema/document.ts';
import type { ResultEntry } from '../../../db/domain/rebates/schema/result.ts';
import type { Outcome } from '../../../db/domain/rebates/straight/outcome.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import { tellOutcome } from '../../../db/domain/rebates/tell/tell-outcome.ts';
import { readAllEntries } from '../../../db/headoffice/ledger/read-facts.ts';
import { readLedgerLegs, readRebateBook, readTrade } from '../../../db/headoffice/rebate-rows.ts';
import { type RandomTools, randomTools } from '../random-tools.ts';
import { hiddenLimits, unexplained } from '../rebates/promises.ts';
import { KeptCalculation } from './kept-calculation.ts';
import { type Life, today } from './life.ts';

/** What lines explain of each key, in 分: by payee, agreement and the period of the ledger that a result's last day is in. */
function explainedBy(results: readonly ResultEntry[], periods: readonly PeriodRow[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { agreement: agreementId, dealer, period, lines, others } of results) {
    const periodCode = periods.find(({ startsOn, endsOn }) => startsOn < period.to && period.to <= endsOn)?.code;
    if (periodCode === undefined) continue;
    for (const part of [...lines, ...others.map((other) => ({ ...other, dealer }))]) {
      const key = keyText({ agreementId, dealerId: part.dealer, periodCode });
      sums.set(key, (sums.get(key) ?? 0) + Number(roundTo(fraction(part.allocated), 2, 'HALF_UP')));
    }
  }
  return sums;
}

interface Answers {
  /** The document that was calculated. */
  readonly text: string;
  readonly outcomes: readonly Outcome[];
  readonly results: readonly ResultEntry[];
}

/**
 * Promises about what agreements give (L11, L12, L13, L15, L16), asked of the documents that the ledger stands on now and
 * of what it posted for them. Keeps, for L13, what it has added up since the ledger began.
 */
export class AskedFigures {
  readonly #life: Life;
  /** Chance of its own: questions must not change the life. */
  readonly #dice: RandomTools;
  readonly #kept = new Map<string, KeptCalculation>();
  readonly #answers = new Map<string, Answers>();
  #balances = new Map<string, Balance>();
  #seq = 0;

  constructor(life: Life, seed: number) {
    this.#life = life;
    this.#dice = randomTools(life.database, seed + 1);
  }

  /** The ledger begins anew. */
  reset(): void {
    this.#kept.clear();
    this.#answers.clear();
    this.#balances = new Map();
    this.#seq = 0;
  }

  /** @throws Error with the log when a promise is broken */
  async ask(): Promise<void> {
    const { database } = this.#life;
    const { shuffled } = this.#dice;
    await this.#askBalances();
    const { agreements, versions, periods } = await readRebateBook(database);
    const asOf = today();
    const groups = groupsOf(knownAgreements(agreements, versions, asOf));
    const others = groupsOf(knownAgreements(shuffled(agreements), shuffled(versions), asOf));
    this.#life.expect(isDeepStrictEqual(groups, others), 'L11: agreements in another order are other groups');
    for (const group of groups) await this.#askGroup(group, periods, asOf);
  }

  /** L13 of the ledger: every entry added once, when it came, gives what all of them give from zero. */
  async #askBalances(): Promise<void> {
    const entries = await readAllEntries(this.#life.database);
    for (const entry of entries) {
      if (entry.seq <= this.#seq) continue;
      const key = keyText(entry);
      this.#balances.set(key, addEntry(this.#balances.get(key) ?? NO_BALANCE, entry));
      this.#seq = entry.seq;
    }
    this.#life.expect(isDeepStrictEqual(foldEntries(entries), this.#balances), 'L13: balances from zero are others');
  }

  async #askGroup(group: AgreementGroup, periods: readonly PeriodRow[], asOf: string): Promise<void> {
    const { database } = this.#life;
    const trade = await readTrade(database, group.dealerIds);
    const { document } = documentOf(group, trade, asOf);
    const { outcomes, results } = this.#answersOf(group, trade, document, asOf);
    const posted = postedRows(await readLedgerLegs(database, group.dealerIds), asOf);
    this.#askPosted(positionsOf(outcomes, posted, periods, asOf).dues, explainedBy(results, periods));

    const kept = this.#kept.get(group.key) ?? new KeptCalculation(document);
    this.#kept.set(group.key, kept);
    kept.follow(document);
    const [first] = agree(figuresOf(outcomes), kept.figures());
    this.#life.expect(first === undefined, `L13: ${first?.path}: from zero and step by step differ: ${first?.message}`);
    this.#askRise(kept, group, asOf);
  }

  /** What a document gives; L11, L12 and L16 are asked of it, once for each document: most steps change none. */
  #answersOf(group: AgreementGroup, trade: TradeRows, document: CalculationDocument, asOf: string): Answers {
    const text = JSON.stringify(document);
    const known = this.#answers.get(group.key);
    if (known?.text === text) return known;
    const outcomes = calculateOutcomes(document);
    const answers = { text, outcomes, results: outcomes.map(tellOutcome) };
    this.#answers.set(group.key, answers);
    this.#askOrder(group, trade, document, answers.results, asOf);
    this.#askSums(answers.results);
    return answers;
  }

  /** L11: lines that come in another order, or are calculated in another one, give the same to the last number. */
  #askOrder(
    group: AgreementGroup,
    trade: TradeRows,
    document: CalculationDocument,
    results: readonly ResultEntry[],
    asOf: string,
  ): void {
    const { shuffled } = this.#dice;
    const other = documentOf(group, { ...trade, lines: shuffled(trade.lines) }, asOf).document;
    this.#life.expect(isDeepStrictEqual(document, other), 'L11: lines in another order are another document');
    const mixed = { ...document, lines: shuffled(document.lines), agreements: shuffled(document.agreements) };
    const again = calculateOutcomes(mixed).map(tellOutcome);
    this.#life.expect(isDeepStrictEqual(results, again), 'L11: lines in another order give another result');
  }

  /** L12 and L16 of every result. */
  #askSums(results: readonly ResultEntry[]): void {
    for (const result of results) {
      const place = `${result.agreement} ${result.dealer} ${result.period.key}`;
      const [l12] = unexplained(result);
      this.#life.expect(l12 === undefined, `L12: ${place}: ${l12}`);
      const [l16] = hiddenLimits(result);
      this.#life.expect(l16 === undefined, `L16: ${place}: ${l16}`);
      for (const { kind } of result.steps) if (kind !== 'earned' && kind !== 'rounding') this.#life.meet(kind);
    }
  }

  /** L12: what lines explain is what the ledger posted and what a run would still post, to the 分. */
  #askPosted(dues: readonly Due[], explained: ReadonlyMap<string, number>): void {
    for (const { agreementId, dealerId, periodCode, openFen } of dues) {
      if (periodCode === null) continue;
      const key = keyText({ agreementId, dealerId, periodCode });
      const postedFen = this.#balances.get(key)?.postedFen ?? 0;
      const found = explained.get(key) ?? 0;
      this.#life.expect(
        found === postedFen + openFen,
        `L12: ${key}: lines explain ${found}, posted is ${postedFen}, open ${openFen}`,
      );
    }
  }

  /** L15: one more line never earns less than nothing, nor more than the highest rate on it, but where a cliff is listed. */
  #askRise(kept: KeptCalculation, group: AgreementGroup, asOf: string): void {
    const { below, pick } = this.#dice;
    const dealer = pick(group.dealerIds);
    const first = this.#life.company.starts.past;
    const days = Math.round((Date.parse(asOf) - Date.parse(first)) / 86_400_000) + 1;
    const netFen = 1 + below(pick([100, 60_000]));
    const { broken, cliffs } = kept.rise({ dealer, date: this.#dice.day(first, days), netFen }, group);
    for (const _ of cliffs) this.#life.meet('cliff');
    this.#life.expect(broken === null, `L15: ${broken}`);
  }
}
