// What pages gain with scripts; every page works without this file.
import { lightTogether } from "./together.js";
import { convertAreas } from "./areas.js";
import { keepDrafts } from "./drafts.js";
import { leadToErrors } from "./errors.js";
import { countTicks } from "./ticks.js";

lightTogether(document);
convertAreas(document);
keepDrafts(document);
leadToErrors(document);
countTicks(document);
