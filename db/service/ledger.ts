import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { LedgerDecide, LedgerPropose, LedgerWithdraw } from '../contract/head-office.ts';
import { type BalanceRow, PeriodRow, type Proposal } from '../contract/ledger.ts';
import { Currency } from '../contract/primitives.ts';
import { earnedOf, openOf } from '../domain/ledger/balances.ts';
import { PROPOSAL_KINDS } from '../domain/ledger/kinds.ts';
import { decisionRefusal, mayPropose } from '../domain/ledger/roles.ts';
import { exact } from '../domain/money/ratio.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readGrants } from '../store/directory.ts';
import {
  type BalanceNames,
  readBalanceNames,
  readBalances,
  readPeriods,
  readProposal,
  readRegionParents,
  type StoredBalance,
} from '../store/ledger.ts';
import type { Json } from '../store/outbox.ts';
import type { FeatureHandlers } from './handlers.ts';
import { accrualRun } from './ledger-accruals.ts';
import { proposalsSeen } from './ledger-proposals.ts';
import { offsetOrdersOf, vatSharesOf } from './ledger-settling.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';

const PROPOSALS_LIMIT = 500;
const BALANCES_LIMIT = 20_000;
/** A command must fit into one request to head office. */
const PAYLOAD_BYTES_MAX = 800_000;

/** As it is kept and sent: members that are not there are left out. */
const jsonOf = (payload: unknown): Json => z.json().parse(JSON.parse(JSON.stringify(payload)));

/** Who this laptop is, and what he may do over a region today. */
export interface Authority {
  readonly personId: string;
  readonly personName: string;
  readonly grants: readonly { readonly region_id: string; readonly role: string }[];
  rolesOver(regionId: string): ReadonlySet<string>;
}

/** @throws AppError not_enrolled */
export function authorityOf(parts: ServiceParts): Authority {
  const person = parts.store.device.read()?.person;
  if (person === undefined || person === null) throw new AppError('not_enrolled');
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const { grants, parents } = readReplica(parts, (replica) => ({
    grants: readGrants(replica, person.id, today),
    parents: readRegionParents(replica),
  }));
  return {
    personId: person.id,
    personName: person.name,
    grants,
    rolesOver(regionId) {
      const above = new Set<string>();
      for (let at: string | null = regionId; at !== null && !above.has(at); at = parents.get(at) ?? null) above.add(at);
      return new Set(grants.filter((grant) => above.has(grant.region_id)).map(({ role }) => role));
    },
  };
}

/** A region and everything below it; null for all regions. */
function regionsBelow(parts: ServiceParts, regionId: string | null): ReadonlySet<string> | null {
  if (regionId === null) return null;
  const parents = readReplica(parts, readRegionParents);
  const below = new Set([regionId]);
  let before = 0;
  while (below.size > before) {
    before = below.size;
    for (const [id, parent] of parents) if (parent !== null && below.has(parent)) below.add(id);
  }
  return below;
}

export function ledgerService(parts: ServiceParts): FeatureHandlers<'ledger'> {
  const { store, engine } = parts;
  const keep = (kind: string, payload: unknown, dependsOn: string | null = null): { commandId: string } => {
    const body = jsonOf(payload);
    if (Buffer.byteLength(JSON.stringify(body)) > PAYLOAD_BYTES_MAX) throw new AppError('limit_exceeded');
    const saved = store.outbox.enqueue({ kind, version: 1, payload: body, dependsOn });
    engine.commandsWaiting();
    return { commandId: saved.id };
  };
  const seen = (): readonly Proposal[] => proposalsSeen(parts, authorityOf(parts));

  return {
    async getProposals({ states, kinds, regionId }) {
      const authority = authorityOf(parts);
      const below = regionsBelow(parts, regionId);
      const proposals = proposalsSeen(parts, authority).filter(
        (proposal) =>
          states.includes(proposal.state) &&
          (kinds === null || kinds.includes(proposal.content.kind)) &&
          (below === null || below.has(proposal.regionId)),
      );
      const granted = authority.grants.map((grant) => grant.region_id);
      const regions = new Set([...granted, ...readReplica(parts, readRegionParents).keys()]);
      return {
        proposals: cut(proposals, PROPOSALS_LIMIT),
        mayPropose: [...regions].flatMap((id) => {
          const roles = authority.rolesOver(id);
          const may = PROPOSAL_KINDS.filter((kind) => mayPropose(roles, kind));
          return may.length === 0 ? [] : [{ regionId: id, kinds: may }];
        }),
      };
    },

    async propose({ id, regionId, content }) {
      if (!mayPropose(authorityOf(parts).rolesOver(regionId), content.kind)) throw new AppError('forbidden');
      return { id, ...keep('ledger.propose', LedgerPropose.parse({ proposalId: id, regionId, content })) };
    },

    async decide({ proposals, decision, reason }) {
      const authority = authorityOf(parts);
      if (decision === 'reject' && reason === null) throw new AppError('input_invalid');
      const known = new Map(seen().map((proposal) => [proposal.id, proposal]));
      for (const { id, bodyHash } of proposals) {
        const proposal = known.get(id);
        if (proposal === undefined) throw new AppError('not_found');
        const roles = authority.rolesOver(proposal.regionId);
        const refusal = decisionRefusal(roles, authority.personId, { makerId: proposal.maker.id });
        if (refusal !== null || proposal.cannotDecide !== null || proposal.bodyHash !== bodyHash) {
          throw new AppError('forbidden');
        }
      }
      const decided = proposals.map(({ id, bodyHash }) => ({ proposalId: id, bodyHash }));
      return keep('ledger.decide', LedgerDecide.parse({ proposals: decided, decision, reason }));
    },

    async withdraw({ id }) {
      const proposal = seen().find((one) => one.id === id);
      if (proposal === undefined) throw new AppError('not_found');
      if (!proposal.mine || proposal.state !== 'open' || proposal.decision?.delivery === 'waiting') {
        throw new AppError('forbidden');
      }
      const isSynced = readReplica(parts, (replica) => readProposal(replica, id)) !== null;
      const proposed = store.outbox
        .list('ledger.propose')
        .find(({ payload }) => LedgerPropose.parse(payload).proposalId === id);
      const dependsOn = isSynced ? null : (proposed?.id ?? null);
      return keep('ledger.withdraw', LedgerWithdraw.parse({ proposalId: id }), dependsOn);
    },

    getAccruals: (input, { signal }) => accrualRun(parts, input, regionsBelow(parts, input.regionId), signal),

    async getNames() {
      const { dealers, agreements } = readReplica(parts, readBalanceNames);
      const listed = (names: BalanceNames['dealers']) => [...names].map(([id, named]) => ({ id, ...named }));
      return { dealers: listed(dealers), agreements: listed(agreements) };
    },

    async getVatShares({ lines }, { signal }) {
      return { lines: await vatSharesOf(parts, lines, signal) };
    },

    async getOffsetOrders({ dealerId }) {
      return { orders: offsetOrdersOf(parts, dealerId) };
    },

    async getPeriods() {
      const periods = readReplica(parts, readPeriods).map((row) =>
        PeriodRow.parse({
          id: row.id,
          code: row.code,
          startsOn: row.starts_on,
          endsOn: row.ends_on,
          state: row.state,
          closedHash: row.closed_hash,
        }),
      );
      return { periods };
    },

    async getBalances({ regionId, dealerId, agreementId, periodCode, openOnly }) {
      const analytics = await parts.analytics.current();
      const regionIds = regionsBelow(parts, regionId);
      const { balances, names, states } = readReplica(parts, (replica) => ({
        balances: readBalances(replica, { regionIds, dealerId, agreementId, periodCode }),
        names: readBalanceNames(replica),
        states: new Map(readPeriods(replica).map(({ code, state }) => [code, state])),
      }));
      const rows = balances
        .filter((balance) => !openOnly || openOf(balance) !== 0)
        .map((balance) => balanceRow(balance, names, states))
        .sort((a, b) => compareTexts(rowOrder(a), rowOrder(b)));
      return {
        asOf: asOfOf(parts, analytics),
        balances: cut(rows, BALANCES_LIMIT),
        totals: totalsOf(rows),
      };
    },
  };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const rowOrder = (row: BalanceRow): string => [row.dealerCode, row.agreementCode, row.periodCode].join('\u0000');

function balanceRow(balance: StoredBalance, names: BalanceNames, states: ReadonlyMap<string, string>): BalanceRow {
  const agreement = names.agreements.get(balance.agreementId);
  const dealer = names.dealers.get(balance.dealerId);
  return {
    agreementId: balance.agreementId,
    agreementCode: agreement?.code ?? '',
    agreementName: agreement?.name ?? '',
    dealerId: balance.dealerId,
    dealerCode: dealer?.code ?? '',
    dealerName: dealer?.name ?? '',
    periodCode: balance.periodCode,
    periodState: PeriodRow.shape.state.parse(states.get(balance.periodCode)),
    currency: Currency.parse(names.currencies.get(balance.agreementId)),
    postedSeq: balance.postedSeq,
    ...amountsOf(balance),
  };
}

const amountsOf = (balance: StoredBalance) => ({
  earnedFen: exact(earnedOf(balance)),
  postedFen: balance.postedFen,
  overriddenFen: balance.overriddenFen,
  expiredFen: balance.expiredFen,
  deductedFen: balance.deductedFen,
  confirmedFen: balance.confirmedFen,
  settledFen: balance.settledFen,
  accruedOpenFen: balance.accruedOpenFen,
  payableOpenFen: balance.payableOpenFen,
  openFen: exact(openOf(balance)),
});

function totalsOf(rows: readonly BalanceRow[]) {
  const currency = rows[0]?.currency ?? 'CNY';
  if (rows.some((row) => row.currency !== currency)) return null;
  const total = (pick: (row: BalanceRow) => number): number => exact(rows.reduce((sum, row) => sum + pick(row), 0));
  return {
    currency,
    earnedFen: total((row) => row.earnedFen),
    postedFen: total((row) => row.postedFen),
    overriddenFen: total((row) => row.overriddenFen),
    expiredFen: total((row) => row.expiredFen),
    deductedFen: total((row) => row.deductedFen),
    confirmedFen: total((row) => row.confirmedFen),
    settledFen: total((row) => row.settledFen),
    accruedOpenFen: total((row) => row.accruedOpenFen),
    payableOpenFen: total((row) => row.payableOpenFen),
    openFen: total((row) => row.openFen),
  };
}
