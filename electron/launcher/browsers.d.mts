export function browserPlaces(
  platform?: NodeJS.Platform,
  env?: Readonly<Record<string, string | undefined>>,
): readonly string[];
export function findBrowser(): string | undefined;
