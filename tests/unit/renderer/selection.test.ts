// Goal: narrowing and undoing never lose where the user was. Method: random steps on the real store (fixed seed); as many
// steps back lead to the selection it started with.
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Selection } from '../../../db/contract/selection.ts';
import { useSelectionStore } from '../../../renderer/client/selection.ts';

const START: Selection = {
  period: { from: '2026-07-01', to: '2026-10-01' },
  regionId: null,
  dealerIds: [],
  place: null,
  productLineId: null,
};
const clean = useSelectionStore.getInitialState();

beforeEach(() => useSelectionStore.setState(clean, true));

test('before the start there is nothing to narrow or undo', () => {
  useSelectionStore.getState().narrow({ place: '330200' });
  useSelectionStore.getState().undo();
  expect(useSelectionStore.getState().selection).toBeNull();
});

test('a second start keeps what the user has chosen', () => {
  useSelectionStore.getState().start(START);
  useSelectionStore.getState().narrow({ place: '330200' });
  useSelectionStore.getState().start(START);
  expect(useSelectionStore.getState().selection?.place).toBe('330200');
});

test('as many steps back as forward lead to the start', () => {
  const step = fc.oneof(
    fc.record({ place: fc.constantFrom('330200', '320500', null) }),
    fc.record({ dealerIds: fc.uniqueArray(fc.uuid({ version: 7 }), { maxLength: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      useSelectionStore.setState(clean, true);
      const { start, narrow, undo } = useSelectionStore.getState();
      start(START);
      for (const change of steps) {
        narrow(change);
        expect(useSelectionStore.getState().selection).toMatchObject(change);
      }
      for (const _ of steps) undo();
      expect(useSelectionStore.getState().selection).toEqual(START);
      expect(useSelectionStore.getState().past).toEqual([]);
    }),
    { seed: 20_260_925 },
  );
});
