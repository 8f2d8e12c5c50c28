// Goal: what holds for a few seeds holds for many. Method: the scenarios of whole clusters again, with seeds of their own.
import "./ancestors.test.ts";
import "./ancestors-takeover.test.ts";
import "./leaving.test.ts";
import "./levels.test.ts";
import "./peers-file.test.ts";
import "./random-calls.test.ts";
import "./runs.test.ts";
import "./scenarios-failover.test.ts";
import "./scenarios-network.test.ts";
import "./versions.test.ts";
