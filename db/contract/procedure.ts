import type { z } from 'zod';

/**
 * A procedure of the contract: its kind, what it takes, what it gives.
 * - `query` reads and may be cancelled and repeated;
 * - `command` changes something on this laptop; never repeated by the transport;
 * - `stream` yields until cancelled.
 */
export interface Procedure<
  Kind extends 'query' | 'command' | 'stream' = 'query' | 'command' | 'stream',
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly kind: Kind;
  readonly input: Input;
  readonly output: Output;
}

export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Procedure<'query', I, O> => ({
  kind: 'query',
  input,
  output,
});
export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Procedure<'command', I, O> => ({
  kind: 'command',
  input,
  output,
});
export const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Procedure<'stream', I, O> => ({
  kind: 'stream',
  input,
  output,
});

export type Feature = Readonly<Record<string, Procedure>>;

/** What a feature's service implements: one function a procedure, the compiler refuses a missing one. */
export type Handlers<F extends Feature, Context> = {
  readonly [Name in keyof F]: F[Name] extends Procedure<infer Kind, infer I, infer O>
    ? Kind extends 'stream'
      ? (input: z.output<I>, context: Context) => AsyncIterable<z.input<O>>
      : (input: z.output<I>, context: Context) => Promise<z.input<O>> | z.input<O>
    : never;
};

/** The part of AbortSignal the contract needs; this layer knows neither DOM nor Node types. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CallOptions {
  readonly signal?: CancelSignal;
}

/** What a client offers for a feature. */
export type FeatureClient<F extends Feature> = {
  readonly [Name in keyof F]: F[Name] extends Procedure<infer Kind, infer I, infer O>
    ? Kind extends 'stream'
      ? (input: z.input<I>, options?: CallOptions) => AsyncIterable<z.output<O>>
      : (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
    : never;
};
