import { Agent, setGlobalDispatcher } from "undici";

// workerd closes a connection that has been idle for five seconds, or whose request it refuses before reading the body, even
// when the next request is on its way. So fetch uses no connection twice.
setGlobalDispatcher(new Agent({ pipelining: 0 }));
