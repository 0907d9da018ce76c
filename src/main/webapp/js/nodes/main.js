import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { nodesTable } from "./nodes-table.js";

startPage("nodes", t("nav.nodes"), nodesTable);
