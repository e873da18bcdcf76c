export declare const STAYING: readonly string[];
