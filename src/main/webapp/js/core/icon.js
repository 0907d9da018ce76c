// <k-icon name="gear">: one SVG of bootstrap-icons as a mask, so that it takes the text's colour.
// Only the page's import map has the versioned address.
class Icon extends HTMLElement {
  static observedAttributes = ["name"];

  connectedCallback() {
    this.#show();
  }

  attributeChangedCallback() {
    if (this.isConnected) {
      this.#show();
    }
  }

  #show() {
    const name = this.getAttribute("name");
    if (name) {
      const image = `url("${import.meta.resolve(`bootstrap-icons/${name}.svg`)}")`;
      this.style.setProperty("-webkit-mask-image", image);
      this.style.setProperty("mask-image", image);
      this.dataset.shown = "";
    }
  }
}

customElements.define("k-icon", Icon);
