// What runs in the browser sees a document.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What is wrong with how a page looks, found in the browser: each function is sent there as it is. */

/** Pairs of elements of one selector that lie over each other. */
export function overlaps(selector: string): string[] {
  const boxes = [...document.querySelectorAll(selector)]
    .filter(element => element.checkVisibility({ contentVisibilityAuto: true }))
    .map(element => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1);
  return boxes.flatMap(({ element, box }, index) =>
    boxes
      .slice(index + 1)
      .filter(other => !element.contains(other.element) && !other.element.contains(element))
      .filter(
        ({ box: other }) =>
          Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
          Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1,
      )
      .map(other => `${element.textContent?.trim()} / ${other.element.textContent?.trim()}`),
  );
}

/** Elements whose content is wider than they are, or that reach beyond the window. */
export function tooWide(): string[] {
  const shown = [...document.body.querySelectorAll('*')].filter(
    element => element.getBoundingClientRect().width > 1 && !element.closest('.skip, .unseen, thead, svg'),
  );
  return shown
    .filter(
      element =>
        element.getBoundingClientRect().right > window.innerWidth + 1 ||
        (!(element instanceof HTMLInputElement) &&
          element.clientWidth > 0 &&
          element.scrollWidth > element.clientWidth + 1),
    )
    .map(element => element.outerHTML.slice(0, 120));
}

/** Texts with less contrast than WCAG 2.2 wants of small ones. */
export function lowContrast(): string[] {
  const LEAST = 4.5;
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  // The colours as they are painted, one over the other.
  const paint = (colors: string[]): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (rgb: number[]): number => {
    const [r, g, b] = rgb.map(value =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element | null): string[] =>
    element ? [...ground(element.parentElement), getComputedStyle(element).backgroundColor] : ['Canvas'];
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement!;
    if (!node.textContent?.trim() || !element.getClientRects().length || element.closest('script, .unseen')) continue;
    const behind = ground(element);
    const [a, b] = [luminance(paint(behind)), luminance(paint([...behind, getComputedStyle(element).color]))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < LEAST) found.push(`${contrast.toFixed(2)}: ${node.textContent.trim()}`);
  }
  return found;
}
