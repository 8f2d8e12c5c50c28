// Goal: what holds for the inputs of the suite holds for many others. Method: the fuzzers again, for longer, with seeds of their own.
import "./bytes.test.ts";
import "./calls.test.ts";
import "./messages.test.ts";
import "./options.test.ts";
import "./storage.test.ts";
