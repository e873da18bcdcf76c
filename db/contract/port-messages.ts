/**
 * The window messages by which the page of the Electron shell gets its MessagePort. Alone in a file: the preload script
 * that shares them has no use for the rest of the wire.
 */

/** The `type` of the window message that carries the MessagePort from Electron's preload script to the page. */
export const PORT_MESSAGE = 'regional-sales-workstation/port';
/** Asks the preload script for a new port, after the data service was started again. */
export const PORT_REQUEST = 'regional-sales-workstation/port-request';
