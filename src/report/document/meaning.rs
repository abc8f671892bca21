//! What each figure and plot means and what would be good: one sentence or two, the same in the page and in Markdown.
//!
//! Where it says that a value is good enough, that is a rule of thumb of this program, not a test.

/// Of a verdict.
pub const VERDICT: &str = "Clearly above means that the whole interval lies above the other system's figure. A model that is \
    not clearly above the majority has not been shown to read the comment; one that is not clearly above the target-blind \
    one has not been shown to know who is meant.";
/// Of the plot of scores.
pub const SCORES: &str = "Macro-F1 of each head, in per cent. The further to the right the better; good is a bar that lies to \
    the right of all signs but the second annotator's.";
/// Of other systems beside a score.
pub const REFERENCES: &str = "A score means little alone. It should lie above the majority, the lexicon and the target-blind \
    model, and need not lie above a second annotator: people disagree as well.";
/// Of macro-F1.
pub const MACRO_F1: &str = "Mean of the classes' F1, each with the same weight, in per cent. More is better; 100 is perfect; \
    compare it with the majority and with a second annotator.";
/// Of F_avg.
pub const F_AVG: &str = "(F1 of favor + F1 of against) / 2, in per cent, the official figure of SemEval-2016 Task 6. More is \
    better; 100 is perfect; about 70 was best there, on short English texts.";
/// Of accuracy.
pub const ACCURACY: &str = "Share of the labels that are right, in per cent. More is better; 100 is perfect; where one class is \
    frequent, always naming it scores high as well.";
/// Of the Matthews correlation.
pub const MCC: &str = "Correlation of label and truth, from −1 to 1. More is better; 0 is guessing, 1 is perfect; over 0.4 is \
    useful, over 0.6 good.";
/// Of the log-loss.
pub const LOG_LOSS: &str = "Mean of −ln of the probability given to the truth, in nats. Less is better; 0 is perfect; above the \
    majority's the probabilities are worse than none.";
/// Of the Brier score.
pub const BRIER: &str = "Squared distance of the probabilities from the truth, summed over the classes, from 0 to 2. Less is \
    better; 0 is perfect; equal probabilities for three classes have 0.667.";
/// Of precision.
pub const PRECISION: &str = "Of the comments given this label, the share that truly have it, in per cent. More is better; low \
    means false alarms.";
/// Of recall.
pub const RECALL: &str = "Of the comments that truly have this label, the share that were given it, in per cent. More is better; \
    low means that many are missed.";
/// Of F1.
pub const F1: &str = "Harmonic mean of precision and recall, in per cent. More is better; 100 is perfect.";
/// Of support.
pub const SUPPORT: &str =
    "Labelled comments whose truth is this class. More is surer; over 100 is good, under 20 says little.";
/// Of pooled and averaged F_avg.
pub const POOLED: &str = "Pooled: all comments of the targets in one table, so that targets with more comments weigh more. Mean \
    over targets: each target's own F_avg with the same weight. More is better; far apart they show that the targets are \
    not done equally well.";
/// Of a confusion matrix.
pub const CONFUSION: &str = "Row: truth; column: label given; per cent of the row. Good is a dark diagonal and pale cells \
    beside it.";
/// Of greyed rows.
pub const FEW: &str =
    "† fewer than 20 comments: one more or less moves the figures by points; take them for anecdotes.";
/// Of majority shares counted in the evaluated data.
pub const EVALUATED: &str = "* the majority is that of the evaluated comments themselves, the training data not being known; it \
    is somewhat better than could be had.";
/// Of abstaining.
pub const ABSTAINED: &str = "No label: the model abstained. It counts as a miss of the truth and as no prediction.";
/// Of intervals.
pub const INTERVAL: &str = "An interval says within which bounds the figure would likely lie had others of the same kind been \
    labelled. Narrow is good; two systems whose intervals are apart differ by more than chance.";
/// Of the expected calibration error.
pub const ECE: &str = "Expected calibration error: how far the probability of a label is from how often such labels are right, \
    on average, in per cent. Less is better; 0 is perfect; under 5 is good enough to quote probabilities. \
    If calibrated: what chance alone would show with so many comments were every probability right; an error no larger \
    says nothing against the model.";
/// Of a reliability diagram.
pub const RELIABILITY: &str = "How often labels given with some probability are right. Good is dots on the diagonal: of labels \
    with 70 %, seven in ten right; below it the model is too sure, above it too cautious. Bars below: how many labels; \
    dots on few say little.";
/// Of the curve of coverage and risk.
pub const COVERAGE: &str = "Share of wrong labels, in per cent, if only the surest ones are kept. Good is a curve that falls \
    steeply to the left: then the model knows when it does not know. A flat one gains nothing by abstaining.";
/// Of its area.
pub const AREA: &str = "Area: the mean error over all coverages, in per cent. Less is better; the least possible at this accuracy \
    is given beside it, and close to that is good.";
/// Of the learning curve.
pub const LEARNING: &str = "Macro-F1, in per cent, of models trained on a part of the labels. More is better. A curve that still \
    rises says that more labels pay; a flat one, that something else must change. Dashed: the curve drawn on, a guess.";
/// Of slices.
pub const SLICES: &str = "Accuracy on a kind of comments less that on all other comments of the head, in percentage points. 0 is \
    good: the model does as well on them as elsewhere. Left of 0 it does worse; named as worse is what holds against \
    chance, p < 0.05 after correction for the number of kinds (Holm 1979).";
/// Of behaviour tests.
pub const BEHAVIOUR: &str = "Minimum: simple sentences must be labelled rightly. Invariance: a change that means nothing must not \
    change the label. Direction: a change that means something must move it. Less failures are better; none is perfect; \
    a test is passed while the share of failures is not above what it allows.";
/// Of the worst errors.
pub const WORST: &str = "Wrong labels whose truth the model held least probable. Good is to find here mistaken truths and hard \
    cases only; a pattern is a reason to label more of its kind.";
/// Of the most doubtful labels.
pub const DOUBTFUL: &str = "Labels whose two most probable classes lie closest. Good is to find here comments on which people \
    would hesitate too; labelling such comments teaches most.";
/// Of the words that decided.
pub const WORDS: &str = "Words that decided, with what each adds to the logit (the logarithm of the odds) of the label: \
    underlined with a plain line for the label, dotted against it.";
/// Of leakage.
pub const LEAKAGE: &str = "Macro-F1 with comments dealt at random, so that comments of one article stand on both sides, less that \
    with articles kept whole, in percentage points. Near 0 is good; what is above it a careless evaluation would have added \
    to the score.";
/// Of the difference between two models.
pub const DIFFERENCE: &str = "Second model less first, drawn together on the same comments. A difference is shown if p is under \
    0.05; for log-loss and Brier score less is better. With this many figures, one in twenty is under 0.05 by chance.";
/// Of McNemar's test.
pub const MCNEMAR: &str = "Comments that only one of the two labels rightly, and how likely so uneven a split is by chance (exact \
    test of McNemar). p under 0.05: their accuracies differ.";
/// Of flipped comments.
pub const FLIPPED: &str = "Comments that the two label differently. Good is that more of them become right than wrong.";
/// Of provenance.
pub const PROVENANCE: &str =
    "With the same data, settings and version the same command gives the same figures, to the last digit.";
