type Environment = Readonly<Record<string, string | undefined>>;
export function installedElectron(root: string, env?: Environment): string | null;
export function obtainElectron(
  root: string,
  options: { readonly say: (line: string) => void; readonly insist?: boolean; readonly env?: Environment },
): Promise<{ readonly binary: string; readonly missing?: undefined } | { readonly missing: string }>;
