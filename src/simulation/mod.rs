//! Many nodes in virtual time, over a link that loses, repeats and cuts.
