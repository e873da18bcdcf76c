// Goal: nobody is judged unheard, by his accuser, or twice by the same person; a history cannot be changed unnoticed; what is
// the same case is one; deadlines fall on working days. Method: the whole transition table, tables of cases with their
// sources, and properties with fixed seeds.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseKey, sameCase } from '../../../db/domain/diversion/cases/dedupe.ts';
import { type CaseEvent, caseEventText, firstBrokenEvent } from '../../../db/domain/diversion/cases/event.ts';
import {
  CASE_ACTIONS,
  CASE_STATES,
  type CaseAction,
  type CaseFacts,
  type CaseState,
  stepCase,
} from '../../../db/domain/diversion/cases/machine.ts';
import { precedentsOf } from '../../../db/domain/diversion/cases/precedents.ts';
import { rulePrecision } from '../../../db/domain/diversion/cases/precision.ts';
import { withholdPlaces } from '../../../db/domain/diversion/cases/privacy.ts';
import { workingDayAfter, workingDaysBetween } from '../../../db/domain/time/working-days.ts';

const facts = (change: Partial<CaseFacts> = {}): CaseFacts => ({
  state: 'explaining',
  kind: 'territory',
  decision: null,
  accusers: ['accuser'],
  deciders: [],
  isSignedOff: false,
  appealDeadline: null,
  observedUntil: null,
  ...change,
});
const step = (action: CaseAction, change: object = {}) => ({
  action,
  personId: 'judge',
  today: '2026-11-26',
  ...(action === 'decide' ? { decision: 'confirmed' as const, reasonCode: 'bulk_diversion' } : {}),
  ...change,
});

describe('a step of a case', () => {
  /** Where each step leads from each state, with an appeal heard until today; a dash: it is refused. */
  const TABLE: Readonly<Record<CaseAction, string>> = {
    //             open        explaining  decided     appealed    observed    closed
    merge: '       open        explaining  -           -           -           -',
    assign: '      open        explaining  decided     appealed    observed    -',
    note: '        open        explaining  decided     appealed    observed    -',
    add_evidence: 'open        explaining  -           appealed    -           -',
    explain: '     explaining  explaining  -           appealed    -           -',
    sign_off: '    open        explaining  -           appealed    -           -',
    decide: '      -           decided     -           observed    -           -',
    appeal: '      -           -           appealed    -           -           -',
    observe: '     -           -           -           -           -           -',
    close: '       -           -           -           -           closed      -',
  };
  test.each(CASE_ACTIONS.flatMap((action) => CASE_STATES.map((state, at) => [action, state, at] as const)))(
    '%s from %s',
    (action, state, at) => {
      const wanted = TABLE[action].trim().split(/\s+/)[at];
      const isDecided = !['open', 'explaining'].includes(state);
      const outcome = stepCase(
        facts({
          state,
          decision: isDecided ? 'confirmed' : null,
          deciders: isDecided ? ['first'] : [],
          appealDeadline: isDecided ? '2026-11-26' : null,
        }),
        step(action),
      );
      expect(outcome).toEqual(wanted === '-' ? { refusal: expect.any(String) } : { state: wanted });
    },
  );

  test.each<[string, Partial<CaseFacts>, ReturnType<typeof step>, object]>([
    ['nobody decides what he accused', { accusers: ['judge'] }, step('decide'), { refusal: 'case_own_accusation' }],
    [
      'an appeal is another person’s',
      { state: 'appealed', decision: 'confirmed', deciders: ['judge'] },
      step('decide'),
      { refusal: 'case_decided_by_same' },
    ],
    ['an appeal that convinces ends it', { state: 'appealed', decision: 'confirmed', deciders: ['first'] },
      step('decide', { decision: 'dismissed', reasonCode: 'border_error' }), { state: 'closed' }],
    ['a price needs the lawyers', { kind: 'price' }, step('decide', { reasonCode: 'price_breach' }), { refusal: 'case_needs_sign_off' }],
    ['with their word it is confirmed', { kind: 'price', isSignedOff: true }, step('decide', { reasonCode: 'price_breach' }), { state: 'decided' }],
    ['to dismiss it needs no lawyer', { kind: 'price' }, step('decide', { decision: 'dismissed', reasonCode: 'not_proven' }), { state: 'decided' }],
    ['a reason of the other side is none', {}, step('decide', { reasonCode: 'border_error' }), { refusal: 'case_reason_unknown' }],
    ['unheard nobody is judged', { state: 'open' }, step('decide'), { refusal: 'case_state' }],
    ['an appeal on the last day is heard', { state: 'decided', decision: 'confirmed', appealDeadline: '2026-11-26' }, step('appeal'), { state: 'appealed' }],
    ['a day later it is not', { state: 'decided', decision: 'confirmed', appealDeadline: '2026-11-25' }, step('appeal'), { refusal: 'case_appeal_too_late' }],
    ['nobody appeals against a dismissal', { state: 'decided', decision: 'dismissed' }, step('appeal'), { refusal: 'case_not_confirmed' }],
    ['observation waits for the appeal', { state: 'decided', decision: 'confirmed', appealDeadline: '2026-11-26' }, step('observe'), { refusal: 'case_appeal_open' }],
    ['and begins after it', { state: 'decided', decision: 'confirmed', appealDeadline: '2026-11-25' }, step('observe', { until: '2027-11-25' }), { state: 'observed' }],
    ['closing waits for the appeal', { state: 'decided', decision: 'confirmed', appealDeadline: '2026-11-26' }, step('close'), { refusal: 'case_appeal_open' }],
    ['a dismissed case is closed at once', { state: 'decided', decision: 'dismissed' }, step('close'), { state: 'closed' }],
    ['closing waits for the observation', { state: 'observed', decision: 'confirmed', observedUntil: '2026-11-26' }, step('close'), { refusal: 'case_observation_open' }],
  ])('%s', (_, known, wanted, outcome) => {
    expect(stepCase(facts(known), wanted)).toEqual(outcome);
  }); // biome-ignore format: one case a line

  test('property: whatever is done, a case is closed only after a decision, and never by an accuser’s', () => {
    const people = ['a', 'b', 'c'];
    const steps = fc.array(
      fc.record({
        action: fc.constantFrom(...CASE_ACTIONS),
        personId: fc.constantFrom(...people),
        decision: fc.constantFrom('confirmed' as const, 'dismissed' as const),
      }),
      { minLength: 20, maxLength: 60 },
    );
    let closed = 0;
    fc.assert(
      fc.property(steps, (wanted) => {
        let known = facts({ state: 'open', accusers: ['a'] });
        let heard = false;
        for (const { action, personId, decision } of wanted) {
          const reasonCode = decision === 'confirmed' ? 'slow_leak' : 'ecommerce';
          const outcome = stepCase(known, { action, personId, decision, reasonCode, today: '2026-11-26' });
          if ('refusal' in outcome) continue;
          heard ||= action === 'explain';
          if (action === 'decide') {
            expect(heard && !known.accusers.includes(personId) && !known.deciders.includes(personId)).toBe(true);
            known = { ...known, decision, deciders: [...known.deciders, personId], appealDeadline: '2026-11-25' };
          }
          if (action === 'merge') known = { ...known, accusers: [...known.accusers, personId] };
          if (outcome.state === 'closed') {
            closed += 1;
            expect(known.decision).not.toBeNull();
          }
          known = { ...known, state: outcome.state };
        }
      }),
      { seed: 20261126, numRuns: 1000 },
    );
    expect(closed).toBeGreaterThan(10);
  });
});

describe('a history', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const history = (bodies: readonly string[]) => {
    const events: (CaseEvent & { hash: string })[] = [];
    for (const [at, body] of bodies.entries()) {
      const event: CaseEvent = {
        caseId: 'c',
        no: at + 1,
        kind: 'note',
        personId: 'p',
        at: `2026-11-26T00:00:0${at}.000Z`,
        body: JSON.stringify({ body }),
        prevHash: events.at(-1)?.hash ?? '',
      };
      events.push({ ...event, hash: sha256(caseEventText(event)) });
    }
    return events;
  };
  const three = history(['一', '二', '三']);
  test('holds as it was written, and tells the first entry that was changed, left out, doubled or put elsewhere', () => {
    expect(firstBrokenEvent(three, sha256)).toBeNull();
    const [one, two, last] = three as [
      CaseEvent & { hash: string },
      CaseEvent & { hash: string },
      CaseEvent & { hash: string },
    ];
    expect(firstBrokenEvent([one, { ...two, body: '{"body":"乙"}' }, last], sha256)).toBe(2);
    expect(firstBrokenEvent([one, { ...two, personId: 'q' }, last], sha256)).toBe(2);
    expect(firstBrokenEvent([one, last], sha256)).toBe(2);
    expect(firstBrokenEvent([one, one, two], sha256)).toBe(2);
    expect(firstBrokenEvent([two, last], sha256)).toBe(1);
    const rehashed = { ...two, body: '{"body":"乙"}' };
    expect(firstBrokenEvent([one, { ...rehashed, hash: sha256(caseEventText(rehashed)) }, last], sha256)).toBe(3);
  });
});

test.each([
  ['under way, within 45 quiet days', 'open', '2026-01-01', '2026-02-15', 'merge'],
  ['under way, after 46 quiet days', 'open', '2026-01-01', '2026-02-16', null],
  ['under way, before it by 45 days', 'decided', '2026-03-17', '2026-01-31', 'merge'],
  ['closed, on scans it rests on', 'closed', '2026-03-17', '2026-03-10', 'settled'],
  ['closed, on later scans', 'closed', '2026-03-17', '2026-03-18', null],
] as const)('the same dealer, line and city: %s', (_, state, lastScanOn, day, what) => {
  const same = sameCase([{ id: 'c', state: state as CaseState, firstScanOn: lastScanOn, lastScanOn }], {
    first: day,
    last: day,
  });
  expect(same?.what ?? null).toBe(what);
});
test('other kinds, dealers, lines and cities are other cases', () => {
  const subject = { kind: 'territory', dealerId: 'd', productLineId: 'l', city: '330200' } as const;
  const keys = [
    subject,
    { ...subject, kind: 'price' as const },
    { ...subject, dealerId: 'e' },
    { ...subject, productLineId: null },
    { ...subject, city: '330100' },
  ];
  expect(new Set(keys.map(caseKey)).size).toBe(keys.length);
});

// Notice of the General Office of the State Council on the holidays of 2026: National Day 1 to 7 October, with Sunday
// 20 September and Saturday 10 October worked.
const autumn = [
  { day: '2026-09-20', kind: 'workday' },
  ...['01', '02', '03', '04', '05', '06', '07'].map((day) => ({ day: `2026-10-${day}`, kind: 'holiday' as const })),
  { day: '2026-10-10', kind: 'workday' },
] as const;
test.each([
  ['2026-11-26', 1, '2026-11-27'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-26', 10, '2026-12-10'],
  ['2026-09-18', 1, '2026-09-20'],
  ['2026-09-30', 1, '2026-10-08'],
  ['2026-09-30', 3, '2026-10-10'],
  ['2026-09-30', 4, '2026-10-12'],
])('from %s the %i. working day is %s', (from, n, day) => {
  expect(workingDayAfter(from, n, autumn)).toBe(day);
  expect(workingDaysBetween(from, day, autumn)).toBe(n);
});

test('a consumer’s place is told where five people scanned in the cell, and nowhere else; trade’s always', () => {
  const row = (actor: 'consumer' | 'terminal', longitude: number | null) => ({
    scanId: 's', code: 'c', level: null, caseCode: null, sku: null, batch: null, producedOn: null, shipment: null,
    shippedOn: null, warehouse: null, actor, scannedOn: '2026-01-01', scannedAt: null, terminal: null, longitude,
    latitude: longitude === null ? null : 30.025, accuracyM: null,
  }); // biome-ignore format: one row
  const cells = [
    { longitude: 120.025, latitude: 30.025, people: 5 },
    { longitude: 120.075, latitude: 30.025, people: 4 },
  ];
  const rows = [
    row('consumer', 120.025),
    row('consumer', 120.075),
    row('consumer', 121.025),
    row('consumer', null),
    row('terminal', 120.075),
  ];
  const { custody, withheldPlaces } = withholdPlaces(rows, cells);
  expect(custody.map(({ longitude, latitude }) => [longitude, latitude])).toEqual([
    [120.025, 30.025], [null, null], [null, null], [null, null], [120.075, 30.025],
  ]); // biome-ignore format: one row
  expect(withheldPlaces).toBe(2);
});

test('past decisions: of the same dealer, then of a like size, newest first; never of the other kind, nor itself', () => {
  const decided = (id: string, dealerId: string, codes: number, day: number, kind: 'territory' | 'price' = 'territory') => ({
    id, dealerId, codes, kind, decision: 'confirmed' as const, decidedAt: `2026-01-0${day}`,
  }); // biome-ignore format: one line
  const subject = { id: 'x', dealerId: 'd', kind: 'territory' as const, codes: 10 };
  const found = precedentsOf(subject, [
    decided('x', 'd', 10, 9), decided('old', 'd', 90, 1), decided('new', 'd', 1, 2), decided('price', 'd', 10, 3, 'price'),
    decided('half', 'e', 5, 4), decided('double', 'e', 20, 5), decided('small', 'e', 4, 6), decided('big', 'e', 21, 7),
  ]); // biome-ignore format: one line
  expect(found.map(({ one, likeness }) => `${likeness}/${one.id}`)).toEqual([
    'same_dealer/new', 'same_dealer/old', 'same_size/double', 'same_size/half',
  ]); // biome-ignore format: one line
});

// Interval for 8 of 10: E. B. Wilson (1927), as in Agresti and Coull (1998): 0.490 to 0.943.
test('a rule’s precision is over the decided cases in which its term stood, with Wilson’s interval', () => {
  const term = (key: 'excess' | 'inspector') => ({ key, points: 1, numbers: {}, zh: '', en: '' });
  const cases = Array.from({ length: 10 }, (_, n) => ({
    decision: n < 8 ? ('confirmed' as const) : ('dismissed' as const),
    reasonCode: n < 8 ? 'slow_leak' : n === 8 ? 'ecommerce' : 'border_error',
    terms: n === 0 ? [term('excess'), term('inspector')] : [term('excess')],
  }));
  const rules = rulePrecision(cases);
  expect(rules.map(({ rule }) => rule)).toEqual(['all', 'excess', 'inspector']);
  const [all, , inspector] = rules;
  expect(all).toMatchObject({ confirmed: 8, dismissed: 2, precisionPpm: 800_000 });
  expect([all?.interval?.lowPpm, all?.interval?.highPpm].map((ppm) => Math.round((ppm ?? 0) / 1000))).toEqual([
    490, 943,
  ]);
  expect(all?.dismissals).toEqual([
    { reasonCode: 'border_error', cases: 1 },
    { reasonCode: 'ecommerce', cases: 1 },
  ]);
  expect(inspector).toMatchObject({ confirmed: 1, dismissed: 0, precisionPpm: 1_000_000 });
  expect(rulePrecision([])).toMatchObject([{ rule: 'all', precisionPpm: null, interval: null }]);
});
