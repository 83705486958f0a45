// What a reader takes home: texts, and pictures as SVG and PNG.
import { h } from './dom.js';

export function save(name, type, text) {
  const url = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// The picture of figure `id` with the styles it has on the page.
export function chartText(id) {
  const svg = document.querySelector(`#${id} svg`).cloneNode(true),
    of = document.querySelector(`#${id} svg`);
  const copyStyle = (a, b) => {
    const style = getComputedStyle(a);
    b.setAttribute(
      'style',
      ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font', 'fill-opacity', 'paint-order']
        .map((key) => `${key}:${style.getPropertyValue(key)}`)
        .join(';'),
    );
    [...a.children].forEach((child, k) => copyStyle(child, b.children[k]));
  };
  copyStyle(of, svg);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}

export function png(id) {
  const image = new Image(),
    svg = document.querySelector(`#${id} svg`).viewBox.baseVal;
  image.onload = () => {
    const canvas = h('canvas', { width: 2 * svg.width, height: 2 * svg.height });
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(`${id}.png`, 'image/png', blob));
  };
  const text = chartText(id).replace('<svg ', `<svg width="${svg.width}" height="${svg.height}" `);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

// Losses by region and industry with their bands, where there are futures.
export function lossesCsv({ facts, industries, answer, drawn }) {
  const rows = [['kind', 'id', 'name', 'lost_value_added_usd', 'p05', 'p95']];
  facts.regionId.forEach((id, r) =>
    rows.push([
      'region',
      id,
      facts.regionName[r],
      answer.byRegion[r],
      drawn?.region?.[r][0] ?? '',
      drawn?.region?.[r][2] ?? '',
    ]),
  );
  industries.forEach((item, k) =>
    rows.push([
      'industry',
      facts.itemId[item],
      facts.itemName[item],
      answer.byIndustry[k],
      drawn?.industry?.[k][0] ?? '',
      drawn?.industry?.[k][2] ?? '',
    ]),
  );
  return rows
    .map((row) => row.map((v) => (/[",]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : v)).join(','))
    .join('\n');
}
