import type { CaseDeduction } from '../contract/diversion-deduction.ts';
import { AppError } from '../contract/errors.ts';
import { Currency } from '../contract/primitives.ts';
import { deductible, statedFigures } from '../domain/diversion/deduction/deduction.ts';
import { divertedLots } from '../domain/diversion/deduction/lots.ts';
import { bodyOf } from '../domain/diversion/pack/content.ts';
import { mayPropose } from '../domain/ledger/roles.ts';
import { exact } from '../domain/money/ratio.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readCase, readCaseEvents, type StoredCase } from '../store/cases.ts';
import { type DeductionAnswer, readSkuNames } from '../store/diversion-deduction.ts';
import { readBalanceNames } from '../store/ledger.ts';
import { authorityOf } from './ledger.ts';
import { proposalsSeen } from './ledger-proposals.ts';
import { cut, readReplica, type ServiceParts } from './parts.ts';

const LINES_LIMIT = 500;
const localDay = (instant: string): string => fromDay(dayOfInstant(instant));

type Standing = Extract<CaseDeduction, { state: 'calculated' }>['standing'];

/** Whether a deduction may be sent: the decision stands, and the dealer can no longer appeal. */
function standingOf({ state, decision, appeal_deadline: deadline }: StoredCase, today: string): Standing {
  if (decision === null || state === 'appealed') return 'undecided';
  if (decision === 'dismissed') return 'dismissed';
  return state === 'decided' && deadline !== null && today <= deadline ? 'appeal_open' : 'final';
}

/**
 * What the diverted goods of a case earned its dealer, from this laptop's own documents: R with all lines less R without
 * the diverted lots. It is taken as of the decision, so that it stays what it was however long the appeal lasts.
 * @throws AppError not_found while head office has not recorded the case; cancelled, replica_corrupt
 */
export async function caseDeduction(parts: ServiceParts, caseId: string, signal: AbortSignal): Promise<CaseDeduction> {
  const { stored, events, names, skus } = readReplica(parts, (replica) => ({
    stored: readCase(replica, caseId),
    events: readCaseEvents(replica, caseId),
    names: readBalanceNames(replica),
    skus: readSkuNames(replica),
  }));
  if (stored === null) throw new AppError('not_found');
  const lots = divertedLots(
    events.map(bodyOf).flatMap((entry) => (entry?.kind === 'open' || entry?.kind === 'merge' ? [entry.body] : [])),
  );
  if (stored.kind !== 'territory' || lots.length === 0) return { state: 'no_goods' };
  const today = localDay(new Date().toISOString());
  const asOf = stored.decided_at === null ? today : localDay(stored.decided_at);
  const answer = await parts.rebates.deduction({ dealerId: stored.dealer_id, lots, asOf }, { signal });
  if (answer.state !== 'calculated') {
    return answer.state === 'refused' ? { ...answer, problems: [...answer.problems] } : answer;
  }
  const { figures, diverted, codesWithoutLine, cameBackMilli } = answer;
  const amounts = deductible(figures, stored.dealer_id);
  const amountOf = ({ agreementId, periodCode, dealerId }: (typeof figures)[number]): number =>
    (dealerId === stored.dealer_id ? amounts : []).find(
      (one) => one.agreementId === agreementId && one.periodCode === periodCode,
    )?.amountFen ?? 0;
  const named = figures.map((figure) => ({
    ...figure,
    agreementCode: names.agreements.get(figure.agreementId)?.code ?? '',
    agreementName: names.agreements.get(figure.agreementId)?.name ?? '',
    dealerName: names.dealers.get(figure.dealerId)?.name ?? '',
    amountFen: amountOf(figure),
  }));
  return {
    state: 'calculated',
    asOf,
    standing: standingOf(stored, today),
    currency: Currency.parse(names.currencies.get(figures[0]?.agreementId ?? '') ?? 'CNY'),
    figures: named,
    amountFen: exact(amounts.reduce((sum, { amountFen }) => sum + amountFen, 0)),
    lines: cut(
      diverted.map(({ lineId, skuId, ...line }) => ({
        ...line,
        lineId,
        skuName: skus.get(skuId)?.name ?? '',
        baseUnit: skus.get(skuId)?.baseUnit ?? '',
      })),
      LINES_LIMIT,
    ),
    codes: lots.length,
    codesWithoutLine,
    cameBackMilli,
    ...sending(parts, stored, answer, amounts, today),
  };
}

type Amounts = ReturnType<typeof deductible>;

/** What would be sent to the ledger, whether it may be, and what was sent before. */
function sending(
  parts: ServiceParts,
  stored: StoredCase,
  { asOf, figures }: Extract<DeductionAnswer, { state: 'calculated' }>,
  amounts: Amounts,
  today: string,
): Pick<Extract<CaseDeduction, { state: 'calculated' }>, 'proposal' | 'maySend' | 'sent'> {
  const authority = authorityOf(parts);
  const own = proposalsSeen(parts, authority).find(
    ({ content }) => content.kind === 'diversion' && content.body.caseId === stored.id,
  );
  const isUnderWay =
    own !== undefined && own.delivery !== 'refused' && (own.state === 'open' || own.state === 'approved');
  return {
    proposal:
      amounts.length === 0
        ? null
        : {
            regionId: stored.region_id,
            body: {
              caseId: stored.id,
              dealerId: stored.dealer_id,
              calculation: { asOf, figures: [...statedFigures(figures, stored.dealer_id)] },
              lines: [...amounts],
              penaltyClause: null,
            },
          },
    maySend:
      amounts.length > 0 &&
      !isUnderWay &&
      standingOf(stored, today) === 'final' &&
      mayPropose(authority.rolesOver(stored.region_id), 'diversion'),
    sent:
      own === undefined || own.content.kind !== 'diversion'
        ? null
        : {
            id: own.id,
            amountFen: exact(own.content.body.lines.reduce((sum, { amountFen }) => sum + amountFen, 0)),
            state: own.state,
            delivery: own.delivery,
            makerName: own.maker.name,
            checkerName: own.checker?.name ?? null,
          },
  };
}
