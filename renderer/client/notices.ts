import { create } from 'zustand';
import { AppError, type WireError } from '../../db/contract/errors.ts';

/** Something the user has to know; stays until he has closed it. */
export interface Notice extends WireError {
  readonly id: number;
}

let lastId = 0;
const useStore = create<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }));

export const useNotices = (): readonly Notice[] => useStore(({ notices }) => notices);

/** Tells the user that something he asked for failed, or what happened while he was away. The same is told once. */
export function tell(error: unknown): void {
  const { code, params } = error instanceof AppError ? error : new AppError('internal', {}, error);
  if (code === 'cancelled') return;
  useStore.setState(({ notices }) =>
    notices.some((notice) => notice.code === code)
      ? {}
      : { notices: [...notices, { id: ++lastId, code, params: { ...params } }] },
  );
}

export const dismiss = (id: number): void =>
  useStore.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
