import { describeOutages } from "../test/outages.ts";
import { openStage } from "../test/stage.ts";

describeOutages(openStage, 1_000);
