import type { Flow } from '../../../../db/contract/diversion.ts';
import { flowKey } from '../flow-shapes.ts';

/** A flow in two periods; 0 codes where it was not there. */
export interface FlowChange {
  readonly flow: Flow;
  readonly now: number;
  readonly other: number;
}

/** The flows of two periods beside each other by their codes, the largest change first. */
export function flowChanges(now: readonly Flow[], other: readonly Flow[]): FlowChange[] {
  const before = new Map(other.map((flow) => [flowKey(flow), flow]));
  const present = new Set(now.map(flowKey));
  return [
    ...now.map((flow) => ({ flow, now: flow.codes, other: before.get(flowKey(flow))?.codes ?? 0 })),
    ...other.filter((flow) => !present.has(flowKey(flow))).map((flow) => ({ flow, now: 0, other: flow.codes })),
  ].sort((a, b) => Math.abs(b.now - b.other) - Math.abs(a.now - a.other) || b.now - a.now);
}
