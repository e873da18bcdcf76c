import { earnedOf, foldEntries } from '../../domain/ledger/balances.ts';
import type { Queryable } from '../database.ts';
import { readAllEntries } from './read-facts.ts';
import { firstBrokenEntry } from './verify-chain.ts';

/** A promise of the ledger that a database can be asked about, and where it is broken: nowhere, when all is well. */
export interface Finding {
  readonly id: string;
  /** What is promised. */
  readonly promise: string;
  /** Places where it does not hold; at most {@link PLACES}. */
  readonly broken: readonly string[];
}

const PLACES = 20;

type Check = readonly [id: string, promise: string, ask: (db: Queryable) => Promise<readonly string[]>];

/** A check that is one question: its rows are the places. */
const asked =
  (sql: string) =>
  async (db: Queryable): Promise<readonly string[]> => {
    const { rows } = await db.query<{ place: string }>(`select place::text from (${sql}) found limit ${PLACES}`);
    return rows.map(({ place }) => place);
  };

/** Triggers and constraints that keep the promises against whoever writes past the program. */
const GUARDS = [
  ['entry', 'entry_append_only'],
  ['entry_leg', 'entry_leg_append_only'],
  ['entry', 'entry_chain'],
  ['entry', 'entry_closed_period'],
  ['entry', 'entry_has_legs'],
  ['entry_leg', 'entry_leg_balance'],
  ['proposal', 'proposal_guard'],
  ['period', 'period_guard'],
  ['agreement_version', 'agreement_version_guard'],
] as const;

async function overdrawn(db: Queryable): Promise<readonly string[]> {
  const places: string[] = [];
  for (const [key, balance] of foldEntries(await readAllEntries(db))) {
    const { confirmedFen, settledFen, accruedOpenFen, payableOpenFen, deductedFen } = balance;
    if (accruedOpenFen < 0) places.push(`${key}: more is confirmed than earned (${accruedOpenFen})`);
    if (payableOpenFen < 0) places.push(`${key}: more is used than confirmed (${payableOpenFen})`);
    if (confirmedFen > earnedOf(balance)) places.push(`${key}: confirmed ${confirmedFen} of ${earnedOf(balance)}`);
    if (settledFen > confirmedFen) places.push(`${key}: settled ${settledFen} of ${confirmedFen}`);
    if (earnedOf(balance) + deductedFen !== accruedOpenFen + payableOpenFen + settledFen) {
      places.push(`${key}: what is earned is not where it went`);
    }
  }
  return places.slice(0, PLACES);
}

/** Balances as they are folded, beside the same sums made by the database. */
async function foldDiffers(db: Queryable): Promise<readonly string[]> {
  const { rows } = await db.query<{ key: string; accrued: bigint; payable: bigint }>(
    `select coalesce(e.agreement_id::text, '') || '/' || e.dealer_id || '/' || p.code as key,
       coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_accrued'), 0)::bigint as accrued,
       coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_payable'), 0)::bigint as payable
     from ho.entry e join ho.period p on p.id = e.effective_period_id join ho.entry_leg l on l.entry_id = e.id
     group by 1`,
  );
  const folded = foldEntries(await readAllEntries(db));
  const differing = rows.filter(({ key, accrued, payable }) => {
    const balance = folded.get(key);
    return balance?.accruedOpenFen !== Number(accrued) || balance.payableOpenFen !== Number(payable);
  });
  const places = differing.map(({ key }) => key);
  return (rows.length === folded.size ? places : [...places, `${rows.length} balances, ${folded.size} folded`]).slice(
    0,
    PLACES,
  );
}

/** L1 to L19 of the ledger, as far as a database can be asked; those about runs are the engine's tests. */
const CHECKS: readonly Check[] = [
  [
    'L1',
    'every entry balances, in at least two legs, none of them zero, in the currency of its region',
    asked(`select 'entry ' || e.seq as place from ho.entry e join ho.region r on r.id = e.region_id
       left join lateral (select sum(l.debit_fen) as debit, sum(l.credit_fen) as credit, count(*) as legs,
         bool_or((l.debit_fen > 0) = (l.credit_fen > 0)) as odd from ho.entry_leg l where l.entry_id = e.id) s on true
       where s.debit is distinct from s.credit or s.legs < 2 or s.odd or e.currency <> r.currency order by e.seq`),
  ],
  [
    'L2',
    'entries and proposals cannot be changed: every guard is there and awake; a reversal is the opposite of what it takes back',
    async (db) => {
      const { rows } = await db.query<{ name: string }>(
        "select tgrelid::regclass::text || '.' || tgname as name from pg_trigger where tgenabled = 'O' and not tgisinternal",
      );
      const awake = new Set(rows.map(({ name }) => name));
      const asleep = GUARDS.map(([table, name]) => `ho.${table}.${name}`).filter((guard) => !awake.has(guard));
      const crooked = await asked(
        `select 'entry ' || r.seq as place from ho.entry r left join ho.entry o on o.id = r.corrects_id
         where r.kind = 'reverse' and (o.id is null or o.kind = 'reverse' or exists (
           (select account_code, debit_fen, credit_fen from ho.entry_leg where entry_id = r.id
            except all select account_code, credit_fen, debit_fen from ho.entry_leg where entry_id = o.id)))`,
      )(db);
      return [...asleep, ...crooked];
    },
  ],
  [
    'L3',
    'the trial balance is zero at the end of every day',
    asked(`select day as place from (
         select e.posting_date as day, sum(sum(l.debit_fen - l.credit_fen)) over (order by e.posting_date) as off
         from ho.entry e join ho.entry_leg l on l.entry_id = e.id group by e.posting_date) d where off <> 0 order by day`),
  ],
  [
    'L4',
    'no posting is there twice: keys are unique, an entry is reversed once',
    asked(`select idempotency_key as place from ho.entry group by 1 having count(*) > 1
       union all select 'reversals of ' || corrects_id from ho.entry where kind = 'reverse'
       group by corrects_id having count(*) > 1`),
  ],
  [
    'L5',
    'nothing was posted into a period after it was closed, and its seal is that of its last entry',
    asked(`select p.code as place from ho.period p left join ho.entry s on s.hash = p.closed_hash
       where p.state = 'closed' and exists (
         select 1 from ho.entry e where e.posting_date >= p.starts_on and e.posting_date < p.ends_on
           and (s.seq is null or e.seq > s.seq)) order by 1`),
  ],
  [
    'L6',
    'every hash follows from what the entry says and from the entry before it',
    async (db) => {
      const broken = await firstBrokenEntry(db);
      return broken === null ? [] : [`entry ${broken}`];
    },
  ],
  ['L8', 'balances are what the entries add up to', foldDiffers],
  [
    'L9',
    'an approved proposal and its entries are there together',
    asked(`select 'entry ' || e.seq as place from ho.entry e join ho.proposal p on p.id = e.proposal_id
       where p.state <> 'approved' or not p.result -> 'entryIds' ? e.id::text
       union all select 'proposal ' || p.id from ho.proposal p cross join jsonb_array_elements_text(
           case when p.state = 'approved' then p.result -> 'entryIds' else '[]' end) as t (id)
         left join ho.entry e on e.id = t.id::uuid where e.id is null`),
  ],
  ['L14', 'settled ≤ confirmed ≤ earned; what is left to use is never below zero', overdrawn],
  [
    'L17',
    'money is posted by approved agreements only',
    asked(`select 'entry ' || e.seq as place from ho.entry e where e.agreement_id is not null and not exists (
         select 1 from ho.agreement_version v where v.agreement_id = e.agreement_id and v.state in ('approved', 'void')
           and v.checker_id is not null) order by e.seq`),
  ],
  [
    'L18',
    'maker and checker are two people',
    asked(`select 'entry ' || e.seq as place from ho.entry e left join ho.proposal p on p.id = e.proposal_id
       where e.maker_id = e.checker_id or e.maker_id <> p.maker_id or e.checker_id <> p.checker_id
       union all select 'proposal ' || id from ho.proposal where maker_id = checker_id
       union all select 'agreement version ' || id from ho.agreement_version where maker_id = checker_id`),
  ],
  [
    'L19',
    'a deduction is of a confirmed case of the dealer; above what the goods earned, and as a penalty, by a clause only',
    asked(`select 'entry ' || e.seq as place from ho.entry e join ho.proposal p on p.id = e.proposal_id
       join ho.period d on d.id = e.effective_period_id
       left join ho.diversion_case c on c.id::text = p.body ->> 'caseId'
       where e.kind = 'diversion' and not exists (
         select 1 from ho.entry r where r.corrects_id = e.id and r.kind = 'reverse')
         and (c.decision is distinct from 'confirmed' or c.dealer_id <> e.dealer_id or (
           p.body ->> 'penaltyClause' is null and exists (
             select 1 from ho.entry_leg l where l.entry_id = e.id
             having sum(l.credit_fen) > coalesce((
                 select sum((f ->> 'withFen')::bigint - (f ->> 'withoutFen')::bigint)
                 from jsonb_path_query(p.body, '$.calculation.figures[*]') f
                 where f ->> 'agreementId' = e.agreement_id::text and f ->> 'periodCode' = d.code), 0)
               or sum(l.credit_fen) filter (where l.account_code = 'penalty_income') > 0)))
       order by e.seq`),
  ],
];

/** Asks a ledger everything that it promises. Reads only; best within one read-only transaction. */
export async function checkLedger(db: Queryable): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [id, promise, ask] of CHECKS) findings.push({ id, promise, broken: await ask(db) });
  return findings;
}
