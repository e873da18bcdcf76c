// Goal: selections and searches mean what they say. Method: tables of cases, one property over random trees.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers } from '../../../db/domain/geo/types.ts';
import { initialsOf, matchRank } from '../../../db/domain/search/match.ts';
import { divisionOfCode } from '../../../db/domain/selection/place.ts';
import { markSubtree } from '../../../db/domain/selection/selection.ts';

describe('regions', () => {
  test('a region means itself and everything below it', () => {
    // 0 over 1 and 2, 1 over 3.
    expect([...markSubtree([-1, 0, 0, 1], 1)]).toEqual([0, 1, 0, 1]);
    expect([...markSubtree([-1, 0, 0, 1], 0)]).toEqual([1, 1, 1, 1]);
  });

  test('an unknown region means none, and a loop in damaged data ends', () => {
    expect([...markSubtree([-1, 0], -1)]).toEqual([0, 0]);
    expect([...markSubtree([1, 0, -1], 2)]).toEqual([0, 0, 1]);
  });

  test('is marked exactly when its way up meets the root', () => {
    const trees = fc
      .array(fc.nat(), { minLength: 1, maxLength: 20 })
      .map((list) => list.map((value, index) => (index === 0 ? -1 : value % index)));
    fc.assert(
      fc.property(trees, fc.nat(), (parents, pick) => {
        const root = pick % parents.length;
        const isBelow = (region: number): boolean =>
          region === root || (region > 0 && isBelow(parents[region] as number));
        expect([...markSubtree(parents, root)]).toEqual(parents.map((_, region) => (isBelow(region) ? 1 : 0)));
      }),
      { seed: 20260925 },
    );
  });
});

describe('codes that the map has no leaf for', () => {
  test.each([
    ['330000', '330000', true],
    ['330200', '330000', true],
    ['330200', '330200', true],
    ['330212', '330200', true],
    ['330212', '330212', true],
    ['330200', '330212', false],
    ['330212', '320000', false],
  ])('a seat %s lies in %s: %s', (seat, place, lies) => {
    expect(covers(place, divisionOfCode(seat, '某地'))).toBe(lies);
  });
});

describe('search', () => {
  test.each([
    ['宁波恒丰食品', 'nbhfsp'],
    ['苏州味源食品有限公司', 'szwyspyxgs'],
    ['高筋面粉 25kg', 'gjmf25kg'],
    ['阿里', 'al'],
    ['江浙沪皖闽粤', 'jzhwmy'],
    ['奥博册东娥丰郭湖晋昆鲁苗南欧彭秦荣山田温徐杨周', 'abcdefghjklmnopqrstwxyz'],
    ['', ''],
  ])('initials of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  const dealer = { name: '宁波恒丰食品', code: 'D-0012', initials: 'nbhfsp' };
  test.each([
    ['宁波恒丰食品', 0],
    ['d-0012', 0],
    ['宁波', 1],
    ['D-00', 1],
    ['恒丰', 2],
    ['0012', 2],
    ['nbhf', 3],
    ['n', null],
    ['hfsp', null],
    ['绍兴', null],
  ])('%s ranks %s', (typed, rank) => {
    expect(matchRank(typed, dealer)).toBe(rank);
  });
});
