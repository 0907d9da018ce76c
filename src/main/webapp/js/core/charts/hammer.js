// The zoom plug-in imports hammer.js (pinch on touch screens) as a module, but hammer.js is a classic script
// with a global. This module exports that global.
import "hammerjs-script";

export default window.Hammer;
