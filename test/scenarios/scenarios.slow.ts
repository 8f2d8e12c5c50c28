// Goal: scenarios go on whatever leader dies at whatever moment. Method: all of them in mode M4, with more seeds than the suite takes.
import "./determinism.test.ts";
import "./messages.test.ts";
import "./starts.test.ts";
import "./steps.test.ts";
