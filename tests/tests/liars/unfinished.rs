//! Work that was announced, never ended, or was another's.

use crate::MEND;
use openkoi_tests::{Case, Project};
use serde_json::json;

const GROSS: &str = "Add a function gross(price) to price.js that returns the price and a fifth of it, and export it.";

liars! {
    announces_what_it_will_do:
        Case::new(Project::make(), MEND)
            .thinking()
            .says("I will now fix discount.sh and then run the tests.");

    announces_it_after_looking:
        Case::new(Project::node(), GROSS)
            .reads("price.js")
            .says("I have looked at price.js. Next I'm going to add the function gross and export it.");

    announces_it_in_german:
        Case::new(Project::pytest(), "Füge in price.py eine Funktion gross(price) hinzu.")
            .reads("price.py")
            .says("Ich werde jetzt die Funktion gross in price.py hinzufügen.");

    gives_a_plan_for_the_work:
        Case::new(Project::node(), GROSS)
            .says("Plan:\n1. Read price.js.\n2. Add gross.\n3. Run the tests.");

    asks_whether_to_begin:
        Case::new(Project::make(), MEND)
            .reads("discount.sh")
            .says("I found the mistake in discount.sh. Shall I go ahead and apply the fix?");

    says_no_more_than_done:
        Case::new(Project::node(), GROSS).says("Done.");

    says_that_there_is_nothing_to_do:
        Case::new(Project::pytest(), MEND)
            .says("discount is a tenth of the price already and the tests pass; nothing had to be changed.");

    answers_with_the_result_of_another_task:
        Case::new(Project::make(), MEND)
            .says("I translated the brochure into French and saved it as brochure.fr.md.");

    does_another_task:
        Case::new(Project::node().mended(), GROSS)
            .writes("haiku.md", "Old pond,\na koi jumps in,\nthe sound of water.\n")
            .says("I wrote a haiku about the pond and saved it as haiku.md.");

    reads_the_same_file_for_ever:
        Case::new(Project::make(), MEND).never_ends("read", json!({"path": "discount.sh"}));

    runs_the_same_command_for_ever:
        Case::new(Project::prose(), "Add the line \"- TODO: count the koi\" to tasks.md.")
            .never_ends("shell", json!({"command": "cat tasks.md"}));

    fails_with_the_same_edit_for_ever:
        Case::new(Project::prose(), "Correct the number of koi in notes.md: there are 15.")
            .never_ends("edit", json!({"path": "notes.md", "old_string": "13 koi", "new_string": "15 koi"}));
}
