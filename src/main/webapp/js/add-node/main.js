import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { addNode } from "./add-node.js";

startPage("add-node", t("nav.add-node"), addNode);
