"""Law as data: reads rulebooks, their dated and sourced values and editions; answers "what held on this day?"."""
