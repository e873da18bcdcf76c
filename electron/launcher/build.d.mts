export type Part = 'renderer' | 'proof' | 'pack' | 'shell';
export function sourceHash(root: string, part: Part): string;
export function ensureBuilt(root: string, part: Part, say: (line: string) => void): void;
