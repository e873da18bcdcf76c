import { v7 } from 'uuid';
import type { z } from 'zod';
import type { OutboxCommand } from '../../db/contract/head-office.ts';
import { NO_BALANCE } from '../../db/domain/ledger/balances.ts';
import { type AccrueLine, keyText, type ProposalContent } from '../../db/domain/ledger/bodies.ts';
import type { AgreementTerms } from '../../db/domain/rebates/schema/agreement.ts';
import { carryOutCommands } from '../../db/headoffice/commands.ts';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { readBalances } from '../../db/headoffice/ledger/read-facts.ts';
import { type Company, foundCompany } from './company.ts';

/** Somebody with a laptop: sends commands as it would, each with the next number. */
export interface Desk {
  readonly personId: string;
  send(kind: string, payload: unknown, id?: string): Promise<Answer>;
}

export interface Answer {
  readonly status: 'accepted' | 'rejected' | 'conflict';
  readonly reasonCode: string | null;
  readonly result: unknown;
}

export interface LedgerCompany extends Company {
  readonly maker: Desk;
  readonly checker: Desk;
  /** A finance checker of Jiangsu only. */
  readonly stranger: Desk;
  /** Agreements with the dealer of Ningbo and of Suzhou, each with an approved version from 2020 on. */
  readonly ningboAgreement: string;
  readonly suzhouAgreement: string;
  /** Codes of the period before the running one, of the running one and of the one after it. */
  readonly periods: { readonly past: string; readonly current: string; readonly next: string };
  /** First day of the past and of the running period. */
  readonly starts: { readonly past: string; readonly current: string };
}

export async function addDesk(
  database: HeadOfficeDatabase,
  grants: readonly { readonly region: string; readonly role: string }[],
): Promise<Desk> {
  const [personId, deviceId] = [v7(), v7()];
  await database.query('insert into ho.person (id, code, name) values ($1, $2, $2)', [personId, `p${personId}`]);
  for (const { region, role } of grants) {
    await database.query(
      "insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, $4, '2020-01-01')",
      [v7(), personId, region, role],
    );
  }
  await database.query(
    "insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, 'test', '{}', now())",
    [deviceId, personId],
  );
  // A command that is sent again keeps its number.
  const numbers = new Map<string, number>();
  return {
    personId,
    async send(kind, payload, id = v7()) {
      const seq = numbers.get(id) ?? numbers.size + 1;
      const command: OutboxCommand = {
        ...{ id, seq, kind, version: 1, base: {}, dependsOn: null, claimedAt: '2026-01-01T00:00:00.000Z' },
        payload: JSON.parse(JSON.stringify(payload)) as OutboxCommand['payload'],
      };
      const by = { personId, deviceId, expires: Date.now() / 1000 + 600 };
      const { answers } = await carryOutCommands(database, by, [command]);
      const [answer] = answers;
      if (answer === undefined) throw new Error('the command was not answered');
      numbers.set(id, seq);
      return answer;
    },
  };
}

/** An order of one line on a day, in 分 不含税 with 9 % VAT; gives the order's id. */
export async function addOrder(
  database: Pick<HeadOfficeDatabase, 'query'>,
  company: Pick<Company, 'sku'>,
  at: { readonly region: string; readonly dealer: string; readonly on: string; readonly netFen: number },
): Promise<string> {
  const order = v7();
  await database.query(
    `insert into ho.sales_order (id, code, region_id, dealer_id, ordered_on, currency) values ($1::uuid, $1::uuid::text, $2, $3, $4, 'CNY')`,
    [order, at.region, at.dealer, at.on],
  );
  await database.query(
    `insert into ho.order_line (id, order_id, region_id, dealer_id, ordered_on, line_no, sku_id, pack_unit, quantity_milli,
       unit_price_fen, net_fen, tax_fen, cost_fen) values ($1, $2, $3, $4, $5, 1, $6, '袋', 1000, $7, $7, $8, 0)`,
    [v7(), order, at.region, at.dealer, at.on, company.sku, at.netFen, Math.round(at.netFen * 0.09)],
  );
  return order;
}

/** Lines of a run over an agreement as head office would find them: payable as given, posted as balances stand. */
export async function runLine(
  database: HeadOfficeDatabase,
  key: { readonly agreementId: string; readonly dealerId: string; readonly periodCode: string },
  payableFen: number,
): Promise<AccrueLine> {
  const { rows } = await database.query<{ id: string }>(
    "select id::text from ho.agreement_version where agreement_id = $1 and state = 'approved' order by version desc",
    [key.agreementId],
  );
  const balance = (await readBalances(database, [key])).get(keyText(key)) ?? NO_BALANCE;
  return {
    ...key,
    agreementVersionId: rows[0]?.id ?? v7(),
    baseFen: 0,
    payableFen,
    postedFen: balance.postedFen,
    postedSeq: balance.postedSeq,
    deltaFen: payableFen - balance.postedFen,
  };
}

/** What a body of a run begins with. */
export const RUN = { sourceHash: 'a'.repeat(64), agreementsHash: 'b'.repeat(64) };

/** First day of the month that lies `offset` months from the running one. */
export function monthStart(offset: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 10);
}

/** What an agreement says beside, or instead of, one percent of sales by month from 2020 on. */
export interface OwnTerms {
  readonly from?: string;
  readonly terms?: Partial<z.input<typeof AgreementTerms>>;
}

/** The company with finance people, agreements and periods around today, and an empty ledger. */
export async function foundLedgerCompany(
  database: HeadOfficeDatabase,
  own: { readonly ningbo?: OwnTerms; readonly suzhou?: OwnTerms } = {},
): Promise<LedgerCompany> {
  const company = await foundCompany(database);
  const { group, jiangsu, zhejiang } = company;
  const maker = await addDesk(database, [{ region: group, role: 'finance_maker' }]);
  const checker = await addDesk(database, [
    { region: group, role: 'finance_checker' },
    { region: group, role: 'finance_maker' },
  ]);
  const stranger = await addDesk(database, [{ region: jiangsu, role: 'finance_checker' }]);
  // Wide enough around today that the end of a month in the middle of a test changes nothing.
  const bounds = [-6, -1, 2, 6].map(monthStart);
  for (const [at, code] of ['past', 'current', 'next'].entries()) {
    await database.query(
      "insert into ho.period (id, code, starts_on, ends_on, state) values ($1, $2, $3, $4, 'open')",
      [v7(), code, bounds[at] ?? '', bounds[at + 1] ?? ''],
    );
  }
  const [ningboAgreement, suzhouAgreement] = [v7(), v7()];
  for (const [no, id, dealer, region, terms] of [
    [1, ningboAgreement, company.ningbo, zhejiang, own.ningbo],
    [2, suzhouAgreement, company.suzhou, jiangsu, own.suzhou],
  ] as const) {
    await database.query(
      `insert into ho.agreement (id, no, code, name, dealer_id, region_id) values ($1, $2, $3, $3, $4, $5)`,
      [id, no, `A${no}`, dealer, region],
    );
    const people = { maker: maker.personId, checker: checker.personId };
    await addVersion(database, { agreement: id, region, ...people, ...terms });
  }
  return {
    ...company,
    maker,
    checker,
    stranger,
    ningboAgreement,
    suzhouAgreement,
    periods: { past: 'past', current: 'current', next: 'next' },
    starts: { past: bounds[0] ?? '', current: bounds[1] ?? '' },
  };
}

const ONE_PERCENT = { kind: 'percent', ratePpm: 10_000 };

/** An approved version, one percent of sales by month unless its terms say something else. */
export async function addVersion(
  database: HeadOfficeDatabase,
  of: OwnTerms & {
    readonly agreement: string;
    readonly region: string;
    readonly maker: string;
    readonly checker: string;
    readonly state?: 'draft' | 'approved';
    readonly taxBasis?: 'net' | 'gross';
  },
): Promise<void> {
  await database.query(
    `insert into ho.agreement_version (id, agreement_id, region_id, version, effective_from, effective_to, signed_on,
       tax_basis, date_basis, currency, kind, rule, state, maker_id, checker_id)
     values ($1, $2, $3, 1, $10, '2100-01-01', '2020-01-01', $4, 'order', 'CNY', $5, $6, $7, $8, $9)`,
    [
      ...[v7(), of.agreement, of.region, of.taxBasis ?? 'net', of.terms?.rule?.kind ?? 'percent'],
      JSON.stringify({
        period: { unit: 'month' },
        taxBasis: of.taxBasis ?? 'net',
        rule: ONE_PERCENT,
        ...of.terms,
      }),
      ...[of.state ?? 'approved', of.maker, of.checker, of.from ?? '2020-01-01'],
    ],
  );
}

/** Proposes and gives the proposal's id. */
export async function proposed(
  desk: Desk,
  region: string,
  content: ProposalContent,
): Promise<{ readonly id: string; readonly answer: Answer }> {
  const id = v7();
  return { id, answer: await desk.send('ledger.propose', { proposalId: id, regionId: region, content }) };
}

/** Decides on proposals as they are stored. */
export async function decided(
  database: HeadOfficeDatabase,
  desk: Desk,
  ids: readonly string[],
  decision: 'approve' | 'reject' = 'approve',
): Promise<Answer> {
  const { rows } = await database.query<{ id: string; body_hash: string }>(
    'select id::text, body_hash from ho.proposal where id::uuid = any ($1::uuid[])',
    [ids],
  );
  const hashes = new Map(rows.map((row) => [row.id, row.body_hash]));
  return desk.send('ledger.decide', {
    proposals: ids.map((id) => ({ proposalId: id, bodyHash: hashes.get(id) ?? '0'.repeat(64) })),
    decision,
    reason: decision === 'reject' ? 'no' : null,
  });
}

/** Everything the ledger holds, and the cases it deducts for, as one text: equal texts mean that nothing changed. */
export async function ledgerText(database: HeadOfficeDatabase): Promise<string> {
  const tables = ['entry', 'entry_leg', 'proposal', 'period', 'agreement', 'agreement_version', 'diversion_case'];
  const parts: string[] = [];
  for (const table of tables) {
    const { rows } = await database.query<{ text: string | null }>(
      `select string_agg(to_jsonb(t)::text, e'\\n' order by to_jsonb(t)::text) as text from ho.${table} t`,
    );
    parts.push(rows[0]?.text ?? '');
  }
  return parts.join('\n--\n');
}
