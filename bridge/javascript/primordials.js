// What the bridge needs of the language after the handler's module has been
// loaded, saved before it is loaded. So a module that replaces JSON.stringify,
// Date.now or the like (fake timers, test doubles) cannot change the protocol.

export const { parse, stringify } = JSON;
export const { now } = Date;
export const Promise = globalThis.Promise;
