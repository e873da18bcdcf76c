import type { DataService } from '../data-service.ts';

/** Runs work on the laptop's data service, until a signal interrupts it. */
export type OnLaptop = <T>(
  sync: boolean,
  work: (service: DataService, signal: AbortSignal) => Promise<T>,
) => Promise<T>;
