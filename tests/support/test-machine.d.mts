export function findPostgres(): string | undefined;
export function findLibreOffice(): string | undefined;
export function prepareTestMachine(say: (line: string) => void): {
  readonly chromium: string | undefined;
  readonly postgres: string | undefined;
  readonly libreOffice: string | undefined;
};
