// What entry.js imports: the wasm's handlers, and its Durable Objects so that they outlive a lost instance of the wasm.
import * as wasm from "./index.js";

// A log without the frames of Rust does not say where a panic was.
Error.stackTraceLimit = 100;
const state = wasm.__worker_init_state();

export default class Handlers {
  fetch(request) {
    return wasm.fetch(request, this.env, this.ctx);
  }
  queue(batch) {
    return wasm.queue(batch, this.env, this.ctx);
  }
  scheduled(event) {
    return wasm.scheduled(event, this.env, this.ctx);
  }
}

// After an abort the wasm starts anew, and an object of the earlier instance is made again at its next use.
function durable(Class) {
  return new Proxy(Class, {
    construct(Class, args, newTarget) {
      const make = () => ({ object: Reflect.construct(Class, args, newTarget), instanceId: state.instanceId });
      let made = make();
      return new Proxy(made.object, {
        get(_, property, receiver) {
          if (made.instanceId !== state.instanceId) made = make();
          return Reflect.get(made.object, property, receiver);
        },
        set: (_, property, value) => Reflect.set(made.object, property, value),
      });
    },
  });
}

