// The zoom plug-in imports hammer.js (pinch on touch screens) as a module, but it is a classic script
// that leaves a global behind; this makes the one of the other.
import "hammerjs-script";

export default window.Hammer;
