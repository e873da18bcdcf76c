// Goal: choosing a find narrows to just that, recent choices stay few and new, and commands are found in both languages.
// Method: tables over the pure parts of the palette.
import { expect, test } from 'vitest';
import type { SearchHit } from '../../../db/contract/directory.ts';
import { byKind, narrowingOf, withRecent } from '../../../renderer/app/palette/hits.ts';
import { type Action, actionsFor } from '../../../renderer/app/palette/palette-actions.ts';

const hit = (kind: SearchHit['kind'], key: string, more: Partial<SearchHit> = {}): SearchHit => ({
  kind,
  key,
  label: `name of ${key}`,
  labelEn: null,
  detail: '',
  dealer: null,
  productLineId: null,
  ...more,
});
const owner = { id: 'd9', name: '宁波恒丰' };

test.each([
  [hit('dealer', 'd1'), { change: { dealerIds: ['d1'] }, names: { d1: 'name of d1' } }],
  [hit('region', 'r1'), { change: { regionId: 'r1' }, names: {} }],
  [hit('place', '330200'), { change: { place: '330200' }, names: { '330200': 'name of 330200' } }],
  [hit('sku', 's1', { productLineId: 'l1' }), { change: { productLineId: 'l1' }, names: {} }],
  [hit('sku', 's1'), null],
  [hit('agreement', 'a1', { dealer: owner }), { change: { dealerIds: ['d9'] }, names: { d9: '宁波恒丰' } }],
  [hit('code', 'c1', { dealer: owner }), { change: { dealerIds: ['d9'] }, names: { d9: '宁波恒丰' } }],
  [hit('code', 'c1'), null],
])('%o narrows to %o', (found, narrowing) => {
  expect(narrowingOf(found)).toEqual(narrowing);
});

test('the newest choice comes first, each is there once, and no more than eight', () => {
  const all = Array.from({ length: 9 }, (_, index) => hit('dealer', `d${index}`));
  const recent = all.reduce<SearchHit[]>(withRecent, []);
  expect(recent.map(({ key }) => key)).toEqual(['d8', 'd7', 'd6', 'd5', 'd4', 'd3', 'd2', 'd1']);
  expect(withRecent(recent, hit('dealer', 'd3')).map(({ key }) => key)).toEqual([
    'd3',
    'd8',
    'd7',
    'd6',
    'd5',
    'd4',
    'd2',
    'd1',
  ]);
  // The same key of another kind is another thing.
  expect(withRecent([hit('dealer', 'x')], hit('region', 'x'))).toHaveLength(2);
});

test('the kind of the best find comes first', () => {
  const groups = byKind([hit('place', 'p1'), hit('dealer', 'd1'), hit('place', 'p2')]);
  expect(groups.map(([kind, hits]) => [kind, hits.map(({ key }) => key)])).toEqual([
    ['place', ['p1', 'p2']],
    ['dealer', ['d1']],
  ]);
});

const action = (id: string, name: string, otherName: string, group: Action['group'] = 'commands'): Action => ({
  id,
  group,
  name,
  otherName,
  keys: null,
  run: () => undefined,
});
const ACTIONS = [
  action('sync', '立即同步', 'Sync now'),
  action('dark', '深色主题', 'Dark theme'),
  action('q3', '2026 年第三季度', 'Q3 2026', 'periods'),
];

test.each([
  ['', ['sync', 'dark']],
  ['同步', ['sync']],
  ['sync', ['sync']],
  ['szt', []],
  ['sszt', ['dark']],
  ['theme', ['dark']],
  ['q3', ['q3']],
  ['第三', ['q3']],
  ['没有', []],
])('%o finds %o', (text, ids) => {
  expect(actionsFor(text, ACTIONS).map(({ id }) => id)).toEqual(ids);
});
