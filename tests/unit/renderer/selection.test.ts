// Goal: narrowing, undoing and redoing never lose where the user was. Method: random steps on the real store (fixed
// seed); as many steps back lead to the selection it started with, and as many on to the last one.
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
      const last = useSelectionStore.getState().selection;
      const taken = useSelectionStore.getState().past.length;
      for (let step = 0; step < taken; step += 1) undo();
      expect(useSelectionStore.getState().selection).toEqual(START);
      for (let step = 0; step < taken; step += 1) useSelectionStore.getState().redo();
      expect(useSelectionStore.getState().selection).toEqual(last);
      for (const _ of steps) undo();
      expect(useSelectionStore.getState().selection).toEqual(START);
      expect(useSelectionStore.getState().past).toEqual([]);
    }),
    { seed: 20_260_925 },
  );
});

test('narrowing to what is chosen already is no step', () => {
  const { start, narrow } = useSelectionStore.getState();
  start(START);
  narrow({ place: '330200' });
  narrow({ place: '330200' });
  expect(useSelectionStore.getState().past).toHaveLength(1);
});

test('a new step after an undo ends the way forth', () => {
  const { start, narrow, undo, redo } = useSelectionStore.getState();
  start(START);
  narrow({ place: '330200' });
  undo();
  narrow({ place: '320500' });
  redo();
  expect(useSelectionStore.getState().selection?.place).toBe('320500');
});

test('clearing is one step back to the whole, and can be undone', () => {
  const { start, narrow, clear, undo } = useSelectionStore.getState();
  start(START);
  narrow({ place: '330200' });
  narrow({ period: { from: '2026-01-01', to: '2027-01-01' } });
  const before = useSelectionStore.getState().selection;
  clear();
  expect(useSelectionStore.getState().selection).toEqual(START);
  undo();
  expect(useSelectionStore.getState().selection).toEqual(before);
});
