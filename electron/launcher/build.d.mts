export function sourceHash(root: string): string;
export function ensureRenderer(root: string, say: (line: string) => void): void;
