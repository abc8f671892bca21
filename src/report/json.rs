//! The evaluation for programs.

use crate::eval::Evaluation;

/// The whole evaluation as indented JSON, fractions and counts unrounded, keys in the order of the types' fields.
///
/// A figure that is not a number, as a log-loss over broken probabilities is, becomes `null`.
pub fn json(evaluation: &Evaluation) -> String {
    let mut json = serde_json::to_string_pretty(evaluation)
        .expect("an evaluation has string keys only and is written to memory, which cannot fail");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{HeadObservations, Observation, evaluate};

    #[test]
    fn keys_keep_their_order() {
        let head = HeadObservations {
            name: "tone".into(),
            classes: vec!["positive".into()],
            observations: vec![Observation { sample: 0, truth: 0, probabilities: vec![1.0], prediction: Some(0) }],
            pooled: false,
            majority: None,
        };
        insta::assert_snapshot!(json(&evaluate(&[head], "by hand")), @r#"
        {
          "how": "by hand",
          "intervals_by": null,
          "heads": [
            {
              "name": "tone",
              "classes": [
                "positive"
              ],
              "n": 1,
              "abstained": 0,
              "per_class": [
                {
                  "precision": 1.0,
                  "recall": 1.0,
                  "f1": 1.0,
                  "support": 1,
                  "predicted": 1
                }
              ],
              "macro_f1": 1.0,
              "f_avg": null,
              "accuracy": 1.0,
              "log_loss": 0.0,
              "mcc": 0.0,
              "brier": 0.0,
              "intervals": null,
              "references": [
                {
                  "name": "majority",
                  "n": 1,
                  "figures": {
                    "macro_f1": 1.0,
                    "f_avg": null,
                    "accuracy": 1.0,
                    "mcc": 0.0,
                    "log_loss": 0.0,
                    "brier": 0.0
                  },
                  "intervals": null
                }
              ],
              "confusion": {
                "counts": [
                  [
                    1
                  ]
                ],
                "abstained": [
                  0
                ]
              },
              "baseline": {
                "label": "positive",
                "macro_f1": 1.0,
                "f_avg": null,
                "accuracy": 1.0,
                "mcc": 0.0,
                "log_loss": 0.0,
                "brier": 0.0,
                "from": "evaluated"
              }
            }
          ],
          "stance_pooled": null,
          "stance_mean_f_avg": null,
          "stance_mean_f_avg_interval": null,
          "stance_mean_references": []
        }
        "#);
    }
}
