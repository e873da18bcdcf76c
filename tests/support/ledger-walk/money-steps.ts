import { decided, ledgerText, proposed } from '../ledger-company.ts';
import type { Life } from './life.ts';

/** 确认 of what is accrued, or of more. */
export async function confirm(life: Life): Promise<void> {
  const key = life.key();
  const { accrued } = await life.held(key);
  const amountFen = life.amount(accrued);
  const answer = await life.decide({ kind: 'confirm', body: { lines: [{ ...key, amountFen }] } });
  life.expect((answer.status === 'accepted') === amountFen <= accrued, `L14: confirmed ${amountFen} of ${accrued}`);
}

/** 兑付 of what is payable, or of more. */
export async function settle(life: Life): Promise<void> {
  const { pick } = life.dice;
  const key = life.key();
  const { payable } = await life.held(key);
  const amountFen = life.amount(payable);
  const taxed = { ...key, amountFen, vat: [{ ratePpm: pick([0, 90_000, 130_000]), amountFen }] };
  const body = pick([
    { form: 'credit_note', redInvoiceNo: null, lines: [taxed] },
    { form: 'goods', deliveryNo: '1', lines: [taxed] },
    { form: 'cash', paymentNo: '1', lines: [{ ...key, amountFen }] },
  ] as const);
  const answer = await life.decide({ kind: 'settle', body: structuredClone(body) as never });
  life.expect((answer.status === 'accepted') === amountFen <= payable, `L14: settled ${amountFen} of ${payable}`);
}

/** 过期 of what is payable, or of more. */
export async function expire(life: Life): Promise<void> {
  const key = life.key();
  const { payable } = await life.held(key);
  const amountFen = life.amount(payable);
  const answer = await life.decide({ kind: 'expire', body: { reason: 'late', lines: [{ ...key, amountFen }] } });
  life.expect((answer.status === 'accepted') === amountFen <= payable, `L14: expired ${amountFen} of ${payable}`);
}

/** 人工调整, up or down. */
export async function override(life: Life): Promise<void> {
  const { chance } = life.dice;
  const key = life.key();
  const { accrued } = await life.held(key);
  const amountFen = life.amount(accrued) * (chance(0.5) ? 1 : -1);
  const answer = await life.decide({ kind: 'override', body: { reason: 'x', lines: [{ ...key, amountFen }] } });
  life.expect((answer.status === 'accepted') === -amountFen <= accrued, `L14: took ${amountFen} of ${accrued}`);
}

/** 期初, which only an empty ledger takes. */
export async function opening(life: Life): Promise<void> {
  const { below } = life.dice;
  const key = life.key();
  const earnedFen = 1 + below(5000);
  const confirmedFen = below(earnedFen + 1);
  const line = { ...key, baseFen: 0, earnedFen, confirmedFen, settledFen: below(confirmedFen + 1) };
  const { rows } = await life.database.query<{ n: bigint }>(
    'select count(*) as n from ho.entry where agreement_id = $1 and dealer_id = $2',
    [key.agreementId, key.dealerId],
  );
  const answer = await life.decide({ kind: 'opening', body: { lines: [line] } });
  life.expect(
    (answer.status === 'accepted') === (rows[0]?.n === 0n),
    'an opening balance over a ledger that has begun',
  );
  if (answer.status === 'accepted') life.meet('opening');
}

/** 冲回 of any entry, of a reversal or a second time too; of the first one more often, which may be an opening balance. */
export async function reverse(life: Life): Promise<void> {
  const { chance, pick } = life.dice;
  const { rows } = await life.database.query<{ id: string; kind: string; reversed: boolean }>(
    `select e.id::text, e.kind, r.id is not null as reversed from ho.entry e
       left join ho.entry r on r.corrects_id = e.id and r.kind = 'reverse' order by e.seq`,
  );
  if (rows.length === 0) return;
  const entry = pick(chance(0.25) ? rows.slice(0, 1) : rows);
  const answer = await life.decide({ kind: 'reverse', body: { entryIds: [entry.id], reason: 'x' } });
  const isFinal = entry.kind === 'reverse' || entry.reversed;
  life.expect(!(isFinal && answer.status === 'accepted'), 'a reversal was reversed, or an entry twice');
  if (answer.status === 'accepted') life.meet(`reversal of ${entry.kind}`);
}

/** Decisions that nobody may take. */
export async function trespass(life: Life): Promise<void> {
  const { pick } = life.dice;
  const { maker, checker, stranger, group } = life.company;
  const lines = [{ ...life.key(), amountFen: 1 }];
  const who = pick([maker, stranger, checker]);
  const { id } = await proposed(who === checker ? checker : maker, group, {
    kind: 'override',
    body: { reason: 'x', lines },
  });
  const before = await ledgerText(life.database);
  const answer = await decided(life.database, who, [id], pick(['approve', 'reject'] as const));
  life.log.push(`trespass → ${answer.reasonCode}`);
  life.expect(answer.status === 'rejected', 'L18: somebody decided who may not');
  life.expect((await ledgerText(life.database)) === before, 'L7: a trespass changed the ledger');
  await (who === checker ? checker : maker).send('ledger.withdraw', { proposalId: id });
}

/** A period is closed, as far as it can be. */
export async function close(life: Life): Promise<void> {
  const { pick } = life.dice;
  await life.decide({
    kind: 'close_period',
    body: { periodCode: pick(['past', 'past', 'current']), to: pick(['closing', 'closed']) },
  });
}
