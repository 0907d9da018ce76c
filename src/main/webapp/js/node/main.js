import { startPage } from "../core/frame.js";
import { nodePage } from "./page.js";

startPage("nodes", "", nodePage);
