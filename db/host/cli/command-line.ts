import type { DataService } from '../data-service.ts';

/** What stands before a command, and the signals that end it. */
export interface CommandLine {
  /** The data folder. */
  data(): string;
  /** Whether answers are to be JSON. */
  isJson(): boolean;
  /** From now on the first signal cancels what runs and lets it clean up; a second one does not wait for that. */
  untilInterrupted(): AbortSignal;
}

/** Runs work on the laptop's data service, until a signal interrupts it. */
export type OnLaptop = <T>(
  sync: boolean,
  work: (service: DataService, signal: AbortSignal) => Promise<T>,
) => Promise<T>;
