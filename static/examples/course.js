// What a course page does with what the labs tell it.
const lesson = document.getElementById('lesson');
const progress = document.getElementById('progress');
lesson.addEventListener('step', ({ detail }) => { progress.textContent = `Done: ${detail.step}`; });
lesson.addEventListener('completed', ({ detail }) => { progress.textContent = `The lesson is done, with ${Math.round(detail.score * 100)} %.`; });

const own = document.getElementById('own');
const weight = document.getElementById('weight');
const show = async () => { weight.textContent = (await own.getTrace()).weights[0][0][0].toFixed(3); };
own.addEventListener('ready', show);
own.addEventListener('state-changed', show);
document.getElementById('match').addEventListener('click', () => own.apply({ type: 'set-cell', matrix: 'k', row: 0, column: 0, value: 2 }));
document.getElementById('back').addEventListener('click', () => own.undo());
