/** What stands before a command, and the signals that end it. */
export interface CommandLine {
  /** The data folder. */
  data(): string;
  /** Whether answers are to be JSON. */
  isJson(): boolean;
  /** From now on the first signal cancels what runs and lets it clean up; a second one does not wait for that. */
  untilInterrupted(): AbortSignal;
}
